//! In which file an item stands: with its tag, so that what is read together lies together, or beside them where it has
//! none or several.

use crate::ir::{Api, TagId, Type, TypeId, Webhook};
use std::collections::BTreeMap;

/// Where the items of one kind stand, in the order of the IR.
#[derive(Debug)]
pub(crate) struct Files {
    /// The tags that have a file of their own.
    pub(crate) tags: Vec<TagId>,
    /// The tag in whose file each item stands; beside the files if none.
    places: Vec<Option<TagId>>,
    /// The items of each file.
    items: BTreeMap<Part, Vec<usize>>,
}

/// A file: that of a tag, or the one beside them.
pub(crate) type Part = Option<TagId>;

impl Files {
    /// The items of a file.
    pub(crate) fn of(&self, part: Part) -> &[usize] {
        self.items.get(&part).map_or(&[], Vec::as_slice)
    }

    /// The file of an item.
    pub(crate) fn place(&self, index: usize) -> Part {
        self.places[index]
    }

    fn new(places: Vec<Part>) -> Self {
        let mut items: BTreeMap<Part, Vec<usize>> = BTreeMap::new();
        places.iter().enumerate().for_each(|(index, place)| items.entry(*place).or_default().push(index));
        Self { tags: items.keys().copied().flatten().collect(), places, items }
    }
}

/// Each operation stands with its tag, unless all have the same one.
pub(super) fn operations(api: &Api) -> Files {
    let several = api.tags.len() > 1;
    Files::new(api.operations.iter().map(|operation| operation.tag.filter(|_| several)).collect())
}

/// How many types stand in one file, whatever their tags.
const FEW: usize = 40;

/// A type that the operations of one tag alone send and receive stands with it. Few types are in one file.
pub(super) fn types(api: &Api) -> Files {
    let mut users: Vec<Users> = vec![Users::None; api.types.len()];
    if api.tags.len() < 2 || api.types.len() <= FEW {
        return Files::new(vec![None; api.types.len()]);
    }
    for operation in &api.operations {
        reach(api, operation.types().collect(), Users::Of(operation.tag), &mut users);
    }
    // What others read, too, belongs to no tag.
    let headers = api.headers.iter().map(|header| &header.ty);
    let webhooks = api.webhooks.iter().flat_map(Webhook::types);
    reach(api, headers.chain(webhooks).collect(), Users::Many, &mut users);
    let place = |users: &Users| match users {
        Users::Of(tag) => *tag,
        Users::None | Users::Many => None,
    };
    Files::new(users.iter().map(place).collect())
}

/// Whose operations use a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Users {
    None,
    Of(Part),
    Many,
}

impl Users {
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::None, one) | (one, Self::None) => one,
            (one, other) if one == other => one,
            _ => Self::Many,
        }
    }
}

/// Notes a user of types, and of all that they are made of. A type is looked at again only where it gets another user.
fn reach(api: &Api, types: Vec<&Type>, user: Users, users: &mut [Users]) {
    let named = |ty: &Type| match ty.innermost() {
        Type::Named(id) => Some(*id),
        _ => None,
    };
    let mut pending: Vec<TypeId> = types.into_iter().filter_map(named).collect();
    while let Some(id) = pending.pop() {
        let all = users[id.0].and(user);
        if std::mem::replace(&mut users[id.0], all) != all {
            pending.extend(api.type_def(id).kind.types().filter_map(named));
        }
    }
}
