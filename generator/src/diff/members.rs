//! Compares the members of two objects: those that came, went or have another name, which must be there, in which direction
//! they travel, and what those may be that are not listed.

use super::{
    describe::{code, describe},
    rule::Rule,
    schemas::Position,
    walk::{Breaks, Node, Walk},
};
use crate::{
    ir::Access,
    load::{Additional, JsonType, Schema},
};
use std::rc::Rc;

impl Walk<'_> {
    pub(super) fn members(&mut self, node: Node, old: &Schema, new: &Schema) {
        let gone: Vec<_> = old.properties.iter().filter(|(name, _)| !new.properties.contains_key(*name)).collect();
        let came: Vec<_> = new.properties.iter().filter(|(name, _)| !old.properties.contains_key(*name)).collect();
        match (&gone[..], &came[..]) {
            ([before], [after]) if is_same_member((old, before.0, before.1), (new, after.0, after.1)) => {
                self.member_renamed(node, (old, before.0, before.1), (new, after.0, after.1));
            }
            _ => {
                for (name, member) in gone {
                    self.member_removed(node, name, member, (old, new));
                }
                for (name, member) in came {
                    self.member_added(node, name, member, (old, new));
                }
            }
        }
        for (name, new_member) in &new.properties {
            let Some(old_member) = old.properties.get(name) else { continue };
            let required = (requires(old, name), requires(new, name));
            let access = (self.access_of(false, old_member), self.access_of(true, new_member));
            self.requirement(node, name, required, access.1, (old_member, new_member));
            self.access(node, access, required, (old_member, new_member));
            self.pair(node, Position::member(access.1, required.0), old_member, new_member);
        }
        self.unlisted(node, old, new);
    }

    fn member_renamed(&mut self, node: Node, old: Member<'_>, new: Member<'_>) {
        let (required, access) = (requires(new.0, new.1), self.access_of(true, new.2));
        let message = format!("member {} of {} is called {}", code(old.1), holder_of_member(new.2, new.0), code(new.1));
        let refused = required || new.0.additional == Some(Additional::Nothing);
        let breaks = restricted(Breaks { sent: refused, received: required }, access);
        self.found(node, Rule::MemberRenamed, message, (Some(&old.2.at), Some(&new.2.at)), breaks);
        self.pair(node, Position::member(access, required), old.2, new.2);
    }

    /// In which directions a member travels.
    fn access(
        &mut self,
        node: Node,
        (before, after): (Access, Access),
        required: (bool, bool),
        (old, new): (&Schema, &Schema),
    ) {
        if before == after {
            return;
        }
        let message = format!("{} is {}, no more {}", describe(&new.at), travels(after), travels(before));
        let breaks = Breaks {
            // It is sent and not taken, or not sent and awaited.
            sent: (after == Access::Read) || (before == Access::Read && required.1),
            received: after == Access::Write && required.0,
        };
        let keyword = match (before, after) {
            (Access::Read, _) | (Access::Both, Access::Read) => "readOnly",
            (Access::Write | Access::Both, _) => "writeOnly",
        };
        self.found_at(node, Rule::AccessChanged, message, (&old.at, &new.at), keyword, breaks);
    }

    /// `readOnly` and `writeOnly` of a member, or of what it refers to.
    fn access_of(&mut self, new: bool, member: &Rc<Schema>) -> Access {
        let target = self.target(new, member);
        match access(member) {
            Access::Both => access(&target),
            access => access,
        }
    }

    fn member_removed(&mut self, node: Node, name: &str, member: &Rc<Schema>, (old, new): (&Schema, &Schema)) {
        let (required, access) = (requires(old, name), self.access_of(false, member));
        let message = format!("member {} removed from {}", code(name), holder_of_member(member, new));
        // Where others are forbidden it is refused.
        let refused = new.additional == Some(Additional::Nothing);
        let breaks = restricted(Breaks { sent: refused, received: required }, access);
        self.found(node, Rule::MemberRemoved, message, (Some(&member.at), None), breaks);
    }

    fn member_added(&mut self, node: Node, name: &str, member: &Rc<Schema>, (old, new): (&Schema, &Schema)) {
        let (required, access) = (requires(new, name), self.access_of(true, member));
        let holder = holder_of_member(member, old);
        let (rule, message) = if required {
            (Rule::MemberAddedRequired, format!("required member {} added to {holder}", code(name)))
        } else {
            (Rule::MemberAddedOptional, format!("optional member {} added to {holder}", code(name)))
        };
        let breaks = restricted(Breaks { sent: required, received: false }, access);
        self.found(node, rule, message, (None, Some(&member.at)), breaks);
    }

    fn requirement(
        &mut self,
        node: Node,
        name: &str,
        (before, after): (bool, bool),
        access: Access,
        (old, new): (&Rc<Schema>, &Rc<Schema>),
    ) {
        let places = (Some(&*old.at), Some(&*new.at));
        match (before, after) {
            (false, true) => {
                let message = format!("member {} became required", describe_member(new, name));
                let breaks = restricted(Breaks::SENT, access);
                self.found(node, Rule::MemberBecameRequired, message, places, breaks);
            }
            (true, false) => {
                let message = format!("member {} became optional", describe_member(new, name));
                let breaks = restricted(Breaks::RECEIVED, access);
                self.found(node, Rule::MemberBecameOptional, message, places, breaks);
            }
            _ => {}
        }
    }

    /// Members that are required and not described.
    fn unlisted(&mut self, node: Node, old: &Schema, new: &Schema) {
        let unlisted = |schema: &Schema| -> Vec<String> {
            let names = schema.required.iter().filter(|name| !schema.properties.contains_key(*name));
            names.cloned().collect()
        };
        let (before, after) = (unlisted(old), unlisted(new));
        for name in after.iter().filter(|name| !before.contains(name) && !old.properties.contains_key(*name)) {
            let message = format!("required member {} added to {}", code(name), describe(&new.at));
            let (of, at) = ((None, Some(&*new.at)), new.at.join("required"));
            self.found_in(node, Rule::MemberAddedRequired, message, of, (None, Some(&at)), Breaks::SENT);
        }
        for name in before.iter().filter(|name| !after.contains(name) && !new.properties.contains_key(*name)) {
            let message = format!("member {} is no more required of {}", code(name), describe(&new.at));
            let (of, at) = ((Some(&*old.at), None), old.at.join("required"));
            self.found_in(node, Rule::MemberBecameOptional, message, of, (Some(&at), None), Breaks::RECEIVED);
        }
    }

    /// The members that are not listed.
    pub(super) fn additional(&mut self, node: Node, old: &Schema, new: &Schema) {
        let object = |schema: &Schema| schema.json_type() == Some(JsonType::Object);
        if !object(old) || !object(new) {
            return;
        }
        let (of, keyword) = ((&*old.at, &*new.at), "additionalProperties");
        match (&old.additional, &new.additional) {
            (Some(Additional::Schema(before)), Some(Additional::Schema(after))) => {
                self.pair(node, Position::THERE, before, after);
            }
            (before, after) if before == after => {}
            (_, Some(Additional::Nothing)) => {
                let message = format!("{} takes no members that are not listed", describe(&new.at));
                let breaks = if old.keeps_others() { Breaks::SENT } else { Breaks::NOTHING };
                self.found_at(node, Rule::AdditionalClosed, message, of, keyword, breaks);
            }
            (before, after) => {
                let typed = |additional: &Option<Additional>| matches!(additional, Some(Additional::Schema(_)));
                let message = format!("the members of {} that are not listed changed", describe(&new.at));
                let breaks = Breaks {
                    sent: old.keeps_others() && typed(after),
                    received: typed(before) && new.keeps_others() && !typed(after),
                };
                self.found_at(node, Rule::AdditionalChanged, message, of, keyword, breaks);
            }
        }
    }
}

/// A member of an object, with its name.
type Member<'s> = (&'s Schema, &'s str, &'s Rc<Schema>);

/// Whether a member differs from another in no more than its name and its prose.
fn is_same_member(old: Member<'_>, new: Member<'_>) -> bool {
    let plain = |schema: &Schema| Schema {
        title: None,
        deprecated: false,
        extensions: indexmap::IndexMap::new(),
        ..schema.clone()
    };
    requires(old.0, old.1) == requires(new.0, new.1) && plain(old.2) == plain(new.2)
}

fn requires(schema: &Schema, name: &str) -> bool {
    schema.required.iter().any(|required| required == name)
}

fn access(schema: &Schema) -> Access {
    match (schema.read_only, schema.write_only) {
        (true, _) => Access::Read,
        (false, true) => Access::Write,
        (false, false) => Access::Both,
    }
}

/// What is broken of a member that travels one way only.
fn restricted(breaks: Breaks, access: Access) -> Breaks {
    Breaks { sent: breaks.sent && access != Access::Read, received: breaks.received && access != Access::Write }
}

fn travels(access: Access) -> &'static str {
    match access {
        Access::Both => "sent and received",
        Access::Read => "only received",
        Access::Write => "only sent",
    }
}

/// What a member is listed in: the object, or a part of it that others have as well.
fn holder_of_member(member: &Schema, object: &Schema) -> String {
    let holder = member.at.parent().and_then(|properties| properties.parent());
    let listed =
        holder.filter(|holder| holder.join("properties").as_str() == member.at.parent().unwrap_or_default().as_str());
    listed.map_or_else(|| describe(&object.at), |holder| describe(&holder))
}

fn describe_member(member: &Schema, name: &str) -> String {
    let place = describe(&member.at);
    // A member that is described by a component alone stands where it is used.
    if place.contains(name) { place } else { code(name) }
}
