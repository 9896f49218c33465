//! Ids: whom, where and what something is about, each a type of its own, so that no team is taken for a site.

use std::borrow::Borrow;
use std::ops::Deref;

/// A text that names one kind of thing. What names people shows its kind alone in `Debug`: so none of them reaches a log or a panic by
/// way of a value that holds it, and there is no `Display`.
macro_rules! id {
    ($(#[$doc:meta])* $id:ident, shown as $shown:expr) => {
        $(#[$doc])*
        #[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(transparent))]
        pub struct $id(Box<str>);

        impl $id {
            /// The id as plain text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl Deref for $id {
            type Target = str;

            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl Borrow<str> for $id {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl AsRef<str> for $id {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl<T: Into<Box<str>>> From<T> for $id {
            fn from(text: T) -> Self {
                Self(text.into())
            }
        }

        impl PartialEq<str> for $id {
            fn eq(&self, text: &str) -> bool {
                *self.0 == *text
            }
        }

        impl PartialEq<&str> for $id {
            fn eq(&self, text: &&str) -> bool {
                *self.0 == **text
            }
        }

        impl std::fmt::Debug for $id {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let shown: fn(&Self, &mut std::fmt::Formatter<'_>) -> std::fmt::Result = $shown;
                shown(self, f)
            }
        }
    };
}

id! {
    /// Someone who works in the centre: the `subject` of events.
    AgentId, shown as |_, f| f.write_str("AgentId(..)")
}

id! {
    /// Someone to whom others answer, or who stands in for them.
    SupervisorId, shown as |_, f| f.write_str("SupervisorId(..)")
}

id! {
    /// An alert, through all its versions; it tells nothing about the agent.
    AlertId, shown as |id, f| id.0.fmt(f)
}

id! {
    /// A site; empty where the roster does not say.
    SiteId, shown as |id, f| id.0.fmt(f)
}

id! {
    /// A team, within its site.
    TeamId, shown as |id, f| id.0.fmt(f)
}

id! {
    /// A queue, within its site.
    QueueId, shown as |id, f| id.0.fmt(f)
}

/// What names nobody may be shown.
macro_rules! shown {
    ($($id:ident),*) => {
        $(impl std::fmt::Display for $id {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(&self.0)
            }
        })*
    };
}

shown!(AlertId, SiteId, TeamId, QueueId);

impl SupervisorId {
    /// Whether this is the agent themselves.
    pub fn is(&self, agent: &AgentId) -> bool {
        self.0 == agent.0
    }
}

/// Whoever leads is on record like everybody else.
impl From<&AgentId> for SupervisorId {
    fn from(agent: &AgentId) -> Self {
        Self(agent.0.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_named_does_not_show() {
        let shown =
            format!("{:?} {:?} {:?}", AgentId::from("a-1"), Some(SupervisorId::from("s-1")), SiteId::from("north"));
        assert_eq!(shown, "AgentId(..) Some(SupervisorId(..)) \"north\"");
    }
}
