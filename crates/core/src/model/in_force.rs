//! Which model is in force on which business date.

use std::sync::Arc;

use super::Model;
use crate::basics::date::Date;

/// Champions and shadows by the business date that they take effect on.
///
/// Of those that have taken effect on a day, the one that was put last is in force: so a later decision overrules an
/// earlier one also where it takes effect earlier.
#[derive(Clone, Debug)]
pub struct InForce {
    base: Arc<Model>,
    champions: Vec<(Takeover, Arc<Model>)>,
    shadows: Vec<(Takeover, Option<Arc<Model>>)>,
}

/// From when on a model scores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Takeover {
    /// First day whose daily scores it makes.
    pub daily: Date,
    /// First day whose scores between closes it makes.
    pub interim: Date,
}

/// Who scores a day.
#[derive(Clone, Copy, Debug)]
pub struct Scorers<'a> {
    /// The model whose scores count.
    pub champion: &'a Arc<Model>,
    /// Scores beside it, to be compared: nothing comes of it.
    pub shadow: Option<&'a Arc<Model>>,
}

impl Takeover {
    /// Of a model that is wanted from `wanted` on, by a decision that became known after the close of `closed`.
    ///
    /// Every partition must know of it before it scores with it. A day is closed once org has passed the day before,
    /// so a daily score may come the day after the open one, which is the second after `closed`. Scores between closes
    /// begin before that, when the partition closes the day before: for them it is one day more.
    pub fn new(wanted: Date, closed: Option<Date>) -> Self {
        let after = |days| closed.map_or(wanted, |closed| wanted.max(closed + days));
        Self { daily: after(2), interim: after(3) }
    }
}

impl From<Date> for Takeover {
    /// Of all scores of a day and later.
    fn from(day: Date) -> Self {
        Self { daily: day, interim: day }
    }
}

impl InForce {
    /// One model for all days.
    pub fn new(base: Arc<Model>) -> Self {
        Self { base, champions: Vec::new(), shadows: Vec::new() }
    }

    /// Puts a champion in force.
    pub fn put(&mut self, champion: Arc<Model>, from: impl Into<Takeover>) {
        self.champions.push((from.into(), champion));
    }

    /// Has a shadow score beside the champion; `None` ends that.
    pub fn put_shadow(&mut self, shadow: Option<Arc<Model>>, from: impl Into<Takeover>) {
        self.shadows.push((from.into(), shadow));
    }

    /// The champion of a day's daily scores.
    pub fn champion(&self, day: Date) -> &Arc<Model> {
        self.scorers(day, false).champion
    }

    /// The shadow of a day's daily scores.
    pub fn shadow(&self, day: Date) -> Option<&Arc<Model>> {
        self.scorers(day, false).shadow
    }

    /// Who makes a day's scores: its daily ones, or those between closes.
    pub fn scorers(&self, day: Date, interim: bool) -> Scorers<'_> {
        let has_begun = |takeover: &Takeover| day >= if interim { takeover.interim } else { takeover.daily };
        let champion = self.champions.iter().rev().find(|(takeover, _)| has_begun(takeover));
        let shadow = self.shadows.iter().rev().find(|(takeover, _)| has_begun(takeover));
        Scorers {
            champion: champion.map_or(&self.base, |(_, model)| model),
            shadow: shadow.and_then(|(_, model)| model.as_ref()),
        }
    }

    /// Whether another champion makes the daily scores of a day than made those between closes on it.
    pub fn changes_at_close(&self, day: Date) -> bool {
        self.champion(day) != self.scorers(day, true).champion
    }

    /// Whether another champion makes the scores that come after the close of a day than made its daily ones.
    pub fn changes_after(&self, day: Date) -> bool {
        self.champion(day) != self.scorers(day + 1, true).champion
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Term;

    fn model(id: &str) -> Arc<Model> {
        let terms = Box::new([const { None }; crate::signals::COUNT].map(|_: Option<()>| Term::silent()));
        Arc::new(Model {
            id: id.into(),
            intercept: 0.0,
            terms,
            amber: 0.1,
            red: 0.2,
            horizon_days: 30,
            score_shares: None,
            trained_until: None,
            level: None,
            is_unmeasured: false,
        })
    }

    #[test]
    fn the_last_decision_that_has_taken_effect_counts() {
        let mut in_force = InForce::new(model("base"));
        in_force.put(model("a"), Date(10));
        in_force.put(model("b"), Date(20));
        in_force.put(model("c"), Date(15));
        let ids: Vec<&str> = [9, 10, 14, 15, 25].map(|day| &*in_force.champion(Date(day)).id).into();
        assert_eq!(ids, ["base", "a", "a", "c", "c"]);
        assert!(in_force.changes_after(Date(14)) && !in_force.changes_after(Date(19)));
        assert!(!in_force.changes_at_close(Date(15)));
    }

    #[test]
    fn a_shadow_comes_and_goes() {
        let mut in_force = InForce::new(model("base"));
        in_force.put_shadow(Some(model("s")), Date(10));
        in_force.put_shadow(None, Date(12));
        let ids: Vec<Option<&str>> = [9, 10, 12].map(|day| in_force.shadow(Date(day)).map(|model| &*model.id)).into();
        assert_eq!(ids, [None, Some("s"), None]);
    }

    #[test]
    fn no_decision_reaches_back_to_what_may_be_scored_already() {
        let takeover = Takeover::new(Date(5), Some(Date(10)));
        assert_eq!(takeover, Takeover { daily: Date(12), interim: Date(13) });
        assert_eq!(Takeover::new(Date(30), Some(Date(10))), Date(30).into());
        assert_eq!(Takeover::new(Date(5), None), Date(5).into());
        let mut in_force = InForce::new(model("base"));
        in_force.put(model("a"), takeover);
        assert_eq!(&*in_force.scorers(Date(12), false).champion.id, "a");
        assert_eq!(&*in_force.scorers(Date(12), true).champion.id, "base");
        assert!(in_force.changes_at_close(Date(12)) && !in_force.changes_after(Date(12)));
    }
}
