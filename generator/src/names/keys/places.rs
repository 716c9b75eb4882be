//! The keys of types: a component by its name, a type without a name by what it stands in, an operation or another type,
//! and the way from there. So whatever it stands in can be renamed, and it is still known.

use super::{
    Key, TypeKey, distinct,
    variants::{old_variant, variant_key},
};
use crate::{
    ir::{Api, Enum, TypeDef, TypeKind, UnionVariant},
    names::lock::{Lock, LockedType},
};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// The keys of all types, and which of them are called otherwise than in the lock.
pub(super) fn type_keys(api: &Api, lock: &Lock, operations: &[Key]) -> (Vec<TypeKey>, Vec<usize>) {
    let mut types = Types::new(api, lock, operations);
    types.find();
    let moved = types.find_moved();
    let mut keys = types.new_keys();
    let distinct = distinct(keys.iter().map(|key| key.of.key.clone()));
    keys.iter_mut().zip(distinct).for_each(|(key, distinct)| key.of.key = distinct);
    for (index, key) in keys.iter_mut().enumerate() {
        key.of.old = types.old[index].map(str::to_owned);
        key.members = types.members(index);
    }
    (keys, moved)
}

/// What a type stands in, and the way from there.
struct Home<'a> {
    outer: Outer,
    /// As a pointer has it, without the first slash.
    way: &'a str,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Outer {
    Type(usize),
    Operation(usize),
    /// A part of the document that has its name from the way alone.
    Document,
}

/// The types while their lines are looked for.
pub(super) struct Types<'a> {
    pub(super) api: &'a Api,
    pub(super) lock: &'a Lock,
    operations: &'a [Key],
    homes: Vec<Vec<Home<'a>>>,
    /// The components, by their names.
    pub(super) components: HashMap<&'a str, usize>,
    /// The key of the line of each type, once it is known.
    pub(super) old: Vec<Option<&'a str>>,
    taken: HashSet<&'a str>,
    /// The line of each place.
    lines: HashMap<&'a str, &'a str>,
}

impl<'a> Types<'a> {
    fn new(api: &'a Api, lock: &'a Lock, operations: &'a [Key]) -> Self {
        let mut lines: HashMap<&str, &str> = HashMap::new();
        for (key, locked) in &lock.types {
            for place in &locked.places {
                lines.entry(place).or_insert(key);
            }
        }
        lines.extend(lock.types.keys().map(|key| (&**key, &**key)));
        let defs = || api.types.iter().enumerate().filter(|(_, def)| !def.is_input);
        Self {
            api,
            lock,
            operations,
            homes: homes(api),
            components: defs().filter_map(|(index, def)| Some((def.component()?, index))).collect(),
            old: vec![None; api.types.len()],
            taken: HashSet::new(),
            lines,
        }
    }

    /// Finds the line of each type that has one, those of what it stands in first.
    fn find(&mut self) {
        loop {
            let mut found: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
            for index in (0..self.old.len()).filter(|index| self.old[*index].is_none()) {
                if let Some(line) = self.candidate(index) {
                    found.entry(line).or_default().push(index);
                }
            }
            if found.is_empty() {
                return;
            }
            for (line, types) in found {
                // Where one schema in several places became two, that which is as it was keeps the line.
                let same = types.iter().filter(|_| types.len() > 1).find(|index| self.has_shape(**index, line));
                let index = *same.unwrap_or(&types[0]);
                self.old[index] = Some(line);
                self.taken.insert(line);
            }
        }
    }

    /// The line that a type had: of several one that has its members, else the first.
    fn candidate(&self, index: usize) -> Option<&'a str> {
        let keys = self.homes[index].iter().filter_map(|home| self.old_key(home));
        let mut lines: Vec<&str> = Vec::new();
        for key in keys {
            let numbered = (2..).map(|number: u32| format!("{key} {number}"));
            let known = [key.clone()].into_iter().chain(numbered).map_while(|key| self.lines.get(&*key).copied());
            lines.extend(known.filter(|line| !self.taken.contains(line)));
        }
        let same = lines.iter().filter(|_| lines.len() > 1).find(|line| self.has_shape(index, line));
        same.or(lines.first()).copied()
    }

    /// What a place is called in the lock, if what it stands in is known.
    fn old_key(&self, home: &Home<'_>) -> Option<String> {
        Some(match home.outer {
            Outer::Type(outer) => {
                let line = self.old[outer]?;
                let is_union = matches!(self.api.types[outer].kind, TypeKind::Union(_));
                match home.way.splitn(3, '/').collect::<Vec<_>>()[..] {
                    // A variant may be called otherwise by now.
                    [list, variant, ref rest @ ..] if is_union => {
                        let variant = escaped(&old_variant(self, outer, &unescaped(variant)));
                        [line, list, &variant].into_iter().chain(rest.iter().copied()).collect::<Vec<_>>().join("/")
                    }
                    _ => format!("{line}/{}", home.way),
                }
            }
            Outer::Operation(operation) => operation_key(self.operations[operation].old.as_ref()?, home),
            Outer::Document => home.way.to_owned(),
        })
    }

    fn has_shape(&self, index: usize, line: &str) -> bool {
        let (kind, locked) = (kind(&self.api.types[index]), &self.lock.types[line]);
        kind == locked.kind && self.shape(index).iter().eq(locked.members.keys())
    }

    /// The members of a type as the lock calls them.
    fn shape(&self, index: usize) -> BTreeSet<String> {
        self.members(index).into_iter().map(|member| member.old.unwrap_or(member.key)).collect()
    }

    /// The members of a type, each with what it is called in the line of the type.
    fn members(&self, index: usize) -> Vec<Key> {
        let known = self.old[index].map(|line| &self.lock.types[line]);
        let member = |key: String| {
            let has = |line: &&LockedType| line.members.contains_key(&key) || line.former.contains_key(&key);
            Key { old: known.filter(has).map(|_| key.clone()), key }
        };
        match &self.api.types[index].kind {
            TypeKind::Struct(object) => object.fields.iter().map(|field| member(field.name.wire.clone())).collect(),
            TypeKind::Enum(Enum::Strings(values)) => values.iter().map(|it| member(it.value.clone())).collect(),
            TypeKind::Enum(Enum::Integers(values)) => values.iter().map(|it| member(it.value.to_string())).collect(),
            TypeKind::Union(union) => {
                let keys = distinct(union.variants.iter().map(variant_key));
                keys.into_iter().map(|key| Key { old: member(old_variant(self, index, &key)).old, key }).collect()
            }
            TypeKind::Tuple(_) | TypeKind::Alias(_) => Vec::new(),
        }
    }

    /// Finds the lines of types that are called otherwise: where one line is left that has the members of one type, and no
    /// other. What stands in another follows it, and is not looked for before.
    fn find_moved(&mut self) -> Vec<usize> {
        let mut moved = Vec::new();
        for outermost in [true, false] {
            loop {
                let pairs = self.pairs(outermost);
                if pairs.is_empty() {
                    break;
                }
                for (index, line) in pairs {
                    self.old[index] = Some(line);
                    self.taken.insert(line);
                    moved.push(index);
                }
                self.find();
            }
        }
        moved.sort_unstable();
        moved
    }

    fn pairs(&self, outermost: bool) -> Vec<(usize, &'a str)> {
        let left = |line: &str| self.lock.types.get(line).is_some_and(|it| !it.retired) && !self.taken.contains(line);
        let mut lines: HashMap<(&str, Vec<&str>), Vec<&'a str>> = HashMap::new();
        for (line, locked) in self.lock.types.iter().filter(|(line, locked)| left(line) && !locked.members.is_empty()) {
            let members = locked.members.keys().map(String::as_str).collect();
            lines.entry((&locked.kind, members)).or_default().push(line);
        }
        if lines.is_empty() {
            return Vec::new();
        }
        let mut types: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for index in (0..self.old.len()).filter(|index| self.old[*index].is_none()) {
            let shape = self.shape(index);
            let shape = (kind(&self.api.types[index]), shape.iter().map(String::as_str).collect());
            if let Some([line]) = lines.get(&shape).map(|lines| &lines[..]) {
                types.entry(line).or_default().push(index);
            }
        }
        let inner = |line: &str| line.match_indices('/').any(|(at, _)| left(&line[..at]));
        let waits = |index: usize| {
            let waits = |home: &Home<'_>| matches!(home.outer, Outer::Type(outer) if self.old[outer].is_none());
            self.homes[index].iter().all(waits)
        };
        let pairs = types.into_iter().filter_map(|(line, types)| match types[..] {
            [one] if !outermost || !(inner(line) || waits(one)) => Some((one, line)),
            _ => None,
        });
        // The lines live as long as the lock.
        let pairs = pairs.filter_map(|(index, line)| Some((index, self.lines.get(line).copied()?)));
        pairs.collect()
    }

    /// The keys from now on. One that the line has already stays, so that the file changes no more than the names.
    fn new_keys(&self) -> Vec<TypeKey> {
        let mut keys: Vec<Option<TypeKey>> = vec![None; self.homes.len()];
        let mut waiting: Vec<_> = (0..keys.len()).collect();
        while !waiting.is_empty() {
            let before = waiting.len();
            waiting.retain(|index| {
                keys[*index] = self.new_key(*index, &keys);
                keys[*index].is_none()
            });
            // Nothing stands in itself.
            if waiting.len() == before {
                break;
            }
        }
        keys.into_iter().map(Option::unwrap_or_default).collect()
    }

    fn new_key(&self, index: usize, keys: &[Option<TypeKey>]) -> Option<TypeKey> {
        let of = |home: &Home<'_>| {
            Some(match home.outer {
                Outer::Type(outer) => format!("{}/{}", keys[outer].as_ref()?.of.key, home.way),
                Outer::Operation(operation) => operation_key(&self.operations[operation].key, home),
                Outer::Document => home.way.to_owned(),
            })
        };
        let mut places: BTreeSet<_> = self.homes[index].iter().map(of).collect::<Option<_>>()?;
        let known = self.old[index].filter(|line| places.contains(*line)).map(str::to_owned);
        let key = known.or_else(|| places.first().cloned())?;
        places.remove(&key);
        Some(TypeKey { of: Key { key, old: None }, places: places.into_iter().collect(), members: Vec::new() })
    }
}

/// What each type stands in: the nearest type around it, else an operation, else the document.
fn homes(api: &Api) -> Vec<Vec<Home<'_>>> {
    let defs = || api.types.iter().enumerate();
    let mut types: HashMap<&str, usize> = HashMap::new();
    for (index, def) in defs().filter(|(_, def)| !def.is_input) {
        for place in &def.places {
            types.entry(place.as_str()).or_insert(index);
        }
    }
    let operations = api.operations.iter().enumerate().filter(|(_, operation)| operation.is_listed());
    let operations: HashMap<_, _> = operations.map(|(index, operation)| (operation.pointer.as_str(), index)).collect();
    let around = |place: &str| {
        let type_around = types.get(place).copied().map(Outer::Type);
        type_around.or_else(|| operations.get(place).copied().map(Outer::Operation))
    };
    defs().map(|(_, def)| def.places.iter().map(|place| home(def, place.as_str(), &types, &around)).collect()).collect()
}

fn home<'a>(
    def: &TypeDef,
    place: &'a str,
    types: &HashMap<&str, usize>,
    around: &dyn Fn(&str) -> Option<Outer>,
) -> Home<'a> {
    if let Some(half) = types.get(place).filter(|_| def.is_input) {
        return Home { outer: Outer::Type(*half), way: INPUT };
    }
    let outer = place.rmatch_indices('/').find_map(|(at, _)| Some((around(&place[..at])?, &place[at + 1..])));
    let (outer, way) = outer.unwrap_or((Outer::Document, place.trim_start_matches('/')));
    // All components have names of their own.
    Home { outer, way: way.strip_prefix("components/").filter(|_| outer == Outer::Document).unwrap_or(way) }
}

/// The way from one half of a schema that is two types to the other, that which is sent.
const INPUT: &str = "input";

fn operation_key(operation: &str, home: &Home<'_>) -> String {
    format!("operations/{}/{}", escaped(operation), home.way)
}

fn escaped(token: &str) -> String {
    token.replace('~', "~0").replace('/', "~1")
}

fn unescaped(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}

/// What a type is, in a word that the lock has.
pub(crate) fn kind(def: &TypeDef) -> &'static str {
    match &def.kind {
        TypeKind::Struct(_) => "object",
        TypeKind::Enum(Enum::Strings(_)) => "texts",
        TypeKind::Enum(Enum::Integers(_)) => "integers",
        TypeKind::Union(_) => "union",
        TypeKind::Tuple(_) => "tuple",
        TypeKind::Alias(_) => "alias",
    }
}

/// The variant of a union that has this key.
pub(super) fn variant<'a>(variants: &'a [UnionVariant], key: &str) -> Option<&'a UnionVariant> {
    variants.iter().find(|variant| variant_key(variant) == key)
}
