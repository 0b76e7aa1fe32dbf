//! A condition as a tree, whose leaves are paths at first and quantities once they are looked up.

use super::range::{Range, Truth};

/// Something that is true or false.
#[derive(Debug, Clone, PartialEq)]
pub enum Test<L> {
    /// Two terms compared.
    Compare(Relation, Term<L>, Term<L>),
    /// The contrary.
    Not(Box<Test<L>>),
    /// Both.
    And(Box<Test<L>>, Box<Test<L>>),
    /// One of them at least.
    Or(Box<Test<L>>, Box<Test<L>>),
}

/// Something that has a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Term<L> {
    /// A number.
    Number(f64),
    /// A figure.
    Figure(L),
    /// The term with the other sign.
    Negative(Box<Term<L>>),
    /// Two terms joined by `+`, `-`, `*` or `/`.
    Joined(Operation, Box<Term<L>>, Box<Term<L>>),
}

/// How two terms are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
    /// `=`
    Equal,
    /// `!=`
    Unequal,
}

/// What joins two terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
}

impl<L> Test<L> {
    /// The same tree with other leaves; `None` if one of them has none. Every leaf is asked.
    pub fn map<M>(&self, leaf: &mut impl FnMut(&L) -> Option<M>) -> Option<Test<M>> {
        let both = |one: Option<Test<M>>, other: Option<Test<M>>| Some((one?, other?));
        match self {
            Self::Compare(relation, left, right) => {
                let (left, right) = (left.map(leaf), right.map(leaf));
                Some(Test::Compare(*relation, left?, right?))
            }
            Self::Not(inner) => Some(Test::Not(Box::new(inner.map(leaf)?))),
            Self::And(one, other) => {
                let (one, other) = both(one.map(leaf), other.map(leaf))?;
                Some(Test::And(Box::new(one), Box::new(other)))
            }
            Self::Or(one, other) => {
                let (one, other) = both(one.map(leaf), other.map(leaf))?;
                Some(Test::Or(Box::new(one), Box::new(other)))
            }
        }
    }

    /// Whether it holds; `None` where a figure does not apply.
    pub fn truth(&self, value: &impl Fn(&L) -> Option<Range>) -> Option<Truth> {
        Some(match self {
            Self::Compare(relation, left, right) => {
                Truth::of(*relation, left.range(value)?, right.range(value)?)
            }
            Self::Not(inner) => inner.truth(value)?.not(),
            Self::And(one, other) => one.truth(value)?.and(other.truth(value)?),
            Self::Or(one, other) => one.truth(value)?.or(other.truth(value)?),
        })
    }

    /// Every term that is compared and is no mere number, from left to right.
    pub fn compared(&self) -> Vec<&Term<L>> {
        match self {
            Self::Compare(_, left, right) => [left, right]
                .into_iter()
                .filter(|term| !term.is_constant())
                .collect(),
            Self::Not(inner) => inner.compared(),
            Self::And(one, other) | Self::Or(one, other) => {
                let mut terms = one.compared();
                terms.extend(other.compared());
                terms
            }
        }
    }

    /// Calls `visit` for every leaf, from left to right.
    pub fn leaves<'a>(&'a self, visit: &mut impl FnMut(&'a L)) {
        match self {
            Self::Compare(_, left, right) => {
                left.leaves(visit);
                right.leaves(visit);
            }
            Self::Not(inner) => inner.leaves(visit),
            Self::And(one, other) | Self::Or(one, other) => {
                one.leaves(visit);
                other.leaves(visit);
            }
        }
    }
}

impl<L> Term<L> {
    fn map<M>(&self, leaf: &mut impl FnMut(&L) -> Option<M>) -> Option<Term<M>> {
        Some(match self {
            Self::Number(number) => Term::Number(*number),
            Self::Figure(figure) => Term::Figure(leaf(figure)?),
            Self::Negative(inner) => Term::Negative(Box::new(inner.map(leaf)?)),
            Self::Joined(operation, left, right) => {
                let (left, right) = (left.map(leaf), right.map(leaf));
                Term::Joined(*operation, Box::new(left?), Box::new(right?))
            }
        })
    }

    /// Its value with the ends of its interval; `None` where a figure does not apply.
    pub fn range(&self, value: &impl Fn(&L) -> Option<Range>) -> Option<Range> {
        Some(match self {
            Self::Number(number) => Range::exactly(*number),
            Self::Figure(figure) => value(figure)?,
            Self::Negative(inner) => inner.range(value)?.negative(),
            Self::Joined(operation, left, right) => {
                let (left, right) = (left.range(value)?, right.range(value)?);
                match operation {
                    Operation::Add => left.plus(right),
                    Operation::Subtract => left.minus(right),
                    Operation::Multiply => left.times(right),
                    Operation::Divide => left.over(right),
                }
            }
        })
    }

    fn is_constant(&self) -> bool {
        match self {
            Self::Number(_) => true,
            Self::Figure(_) => false,
            Self::Negative(inner) => inner.is_constant(),
            Self::Joined(_, left, right) => left.is_constant() && right.is_constant(),
        }
    }

    fn leaves<'a>(&'a self, visit: &mut impl FnMut(&'a L)) {
        match self {
            Self::Number(_) => {}
            Self::Figure(figure) => visit(figure),
            Self::Negative(inner) => inner.leaves(visit),
            Self::Joined(_, left, right) => {
                left.leaves(visit);
                right.leaves(visit);
            }
        }
    }
}

impl Operation {
    /// Its sign.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
        }
    }
}
