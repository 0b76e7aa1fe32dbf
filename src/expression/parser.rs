//! From words to a tree.
//!
//! Everything is read as one kind of node first, by the strength of the signs; whether a node is
//! true or false, or has a value, is asked afterwards. So `(a + b) < c` and `(a < b) and c < d`
//! need no looking ahead.

use super::fault::Fault;
use super::lexer::{Path, Token, TokenKind, tokens};
use super::tree::{Operation, Relation, Term, Test};
use std::ops::Range;

/// How deep brackets and signs may be nested.
const MOST_DEPTH: usize = 50;

/// A part of a condition, with its bytes.
struct Node {
    span: Range<usize>,
    kind: NodeKind,
}

enum NodeKind {
    Number(f64),
    Figure(Path),
    Negative(Box<Node>),
    Joined(Operation, Box<Node>, Box<Node>),
    Compare(Relation, Box<Node>, Box<Node>),
    Not(Box<Node>),
    And(Box<Node>, Box<Node>),
    Or(Box<Node>, Box<Node>),
}

/// The tree of a text.
pub(super) fn condition(text: &str) -> Result<Test<Path>, Fault> {
    let tokens = tokens(text)?;
    let mut parser = Parser {
        tokens: &tokens,
        next: 0,
    };
    if tokens.len() == 1 {
        return Err(Fault::at(0..text.len(), "the condition is empty")
            .help("write one such as `venues.io-net.p_break_even < 0.5`"));
    }
    let node = parser.disjunction(0)?;
    let token = parser.peek();
    match token.kind {
        TokenKind::End => test(node),
        TokenKind::Sign(")") => Err(Fault::at(token.span.clone(), "this bracket closes nothing")),
        _ => Err(
            Fault::at(token.span.clone(), "the condition could end before this").help(
                "join two conditions with `and` or `or`, two figures with `+`, `-`, `*` or `/`",
            ),
        ),
    }
}

struct Parser<'a> {
    tokens: &'a [Token],
    next: usize,
}

impl Parser<'_> {
    /// The next word; the last one, the end, comes again and again.
    fn peek(&self) -> &Token {
        &self.tokens[self.next.min(self.tokens.len() - 1)]
    }

    /// Takes the next word if it is this sign.
    fn take(&mut self, sign: &str) -> bool {
        let found = matches!(self.peek().kind, TokenKind::Sign(next) if next == sign);
        self.next += usize::from(found);
        found
    }

    fn disjunction(&mut self, depth: usize) -> Result<Node, Fault> {
        let mut left = self.conjunction(depth)?;
        while self.take("or") {
            let right = self.conjunction(depth)?;
            left = join(left, right, NodeKind::Or);
        }
        Ok(left)
    }

    fn conjunction(&mut self, depth: usize) -> Result<Node, Fault> {
        let mut left = self.negation(depth)?;
        while self.take("and") {
            let right = self.negation(depth)?;
            left = join(left, right, NodeKind::And);
        }
        Ok(left)
    }

    fn negation(&mut self, depth: usize) -> Result<Node, Fault> {
        let start = self.peek().span.start;
        if !self.take("not") {
            return self.comparison(depth);
        }
        let inner = self.negation(self.deeper(depth)?)?;
        Ok(Node {
            span: start..inner.span.end,
            kind: NodeKind::Not(Box::new(inner)),
        })
    }

    fn comparison(&mut self, depth: usize) -> Result<Node, Fault> {
        let left = self.sum(depth)?;
        let Some(relation) = self.relation() else {
            return Ok(left);
        };
        let right = self.sum(depth)?;
        let compared = join(left, right, |left, right| {
            NodeKind::Compare(relation, left, right)
        });
        let sign = self.peek().span.clone();
        if self.relation().is_some() {
            return Err(
                Fault::at(sign, "a comparison is of two terms, not of three")
                    .help("write `0 < x and x < 1` for `0 < x < 1`"),
            );
        }
        Ok(compared)
    }

    fn relation(&mut self) -> Option<Relation> {
        [
            ("<=", Relation::AtMost),
            (">=", Relation::AtLeast),
            ("<", Relation::Less),
            (">", Relation::More),
            ("=", Relation::Equal),
            ("!=", Relation::Unequal),
        ]
        .into_iter()
        .find_map(|(sign, relation)| self.take(sign).then_some(relation))
    }

    fn sum(&mut self, depth: usize) -> Result<Node, Fault> {
        let mut left = self.product(depth)?;
        while let Some(operation) = self.one_of([Operation::Add, Operation::Subtract]) {
            let right = self.product(depth)?;
            left = join(left, right, |left, right| {
                NodeKind::Joined(operation, left, right)
            });
        }
        Ok(left)
    }

    fn product(&mut self, depth: usize) -> Result<Node, Fault> {
        let mut left = self.factor(depth)?;
        while let Some(operation) = self.one_of([Operation::Multiply, Operation::Divide]) {
            let right = self.factor(depth)?;
            left = join(left, right, |left, right| {
                NodeKind::Joined(operation, left, right)
            });
        }
        Ok(left)
    }

    fn one_of(&mut self, operations: [Operation; 2]) -> Option<Operation> {
        operations
            .into_iter()
            .find(|operation| self.take(operation.sign()))
    }

    fn factor(&mut self, depth: usize) -> Result<Node, Fault> {
        let Token { span, kind } = self.peek().clone();
        let kind = match kind {
            TokenKind::Number(number) => NodeKind::Number(number),
            TokenKind::Path(path) => NodeKind::Figure(path),
            TokenKind::Sign("-") => {
                self.next += 1;
                let inner = self.factor(self.deeper(depth)?)?;
                return Ok(Node {
                    span: span.start..inner.span.end,
                    kind: NodeKind::Negative(Box::new(inner)),
                });
            }
            TokenKind::Sign("(") => {
                let depth = self.deeper(depth)?;
                self.next += 1;
                let inner = self.disjunction(depth)?;
                let end = self.peek().span.end;
                if !self.take(")") {
                    return Err(Fault::at(span, "this bracket is not closed"));
                }
                return Ok(Node {
                    span: span.start..end,
                    ..inner
                });
            }
            TokenKind::Sign(sign) => {
                let message = format!("a figure or a number is wanted here, not `{sign}`");
                return Err(Fault::at(span, message));
            }
            TokenKind::End => {
                let message = "the condition ends where a figure or a number is wanted";
                return Err(Fault::at(span, message));
            }
        };
        self.next += 1;
        Ok(Node { span, kind })
    }

    fn deeper(&self, depth: usize) -> Result<usize, Fault> {
        if depth < MOST_DEPTH {
            return Ok(depth + 1);
        }
        let message = format!("more than {MOST_DEPTH} brackets and signs lie in each other here");
        Err(Fault::at(self.peek().span.clone(), message))
    }
}

fn join(left: Node, right: Node, kind: impl FnOnce(Box<Node>, Box<Node>) -> NodeKind) -> Node {
    Node {
        span: left.span.start..right.span.end,
        kind: kind(Box::new(left), Box::new(right)),
    }
}

/// The node as something that is true or false.
fn test(node: Node) -> Result<Test<Path>, Fault> {
    let both = |one: Node, other: Node| Ok((Box::new(test(one)?), Box::new(test(other)?)));
    match node.kind {
        NodeKind::Compare(relation, left, right) => {
            Ok(Test::Compare(relation, term(*left)?, term(*right)?))
        }
        NodeKind::Not(inner) => Ok(Test::Not(Box::new(test(*inner)?))),
        NodeKind::And(one, other) => both(*one, *other).map(|(one, other)| Test::And(one, other)),
        NodeKind::Or(one, other) => both(*one, *other).map(|(one, other)| Test::Or(one, other)),
        _ => Err(
            Fault::at(node.span, "this is a value, and neither true nor false")
                .help("compare it with something, such as `… < 0.5`"),
        ),
    }
}

/// The node as something that has a value.
fn term(node: Node) -> Result<Term<Path>, Fault> {
    match node.kind {
        NodeKind::Number(number) => Ok(Term::Number(number)),
        NodeKind::Figure(path) => Ok(Term::Figure(path)),
        NodeKind::Negative(inner) => Ok(Term::Negative(Box::new(term(*inner)?))),
        NodeKind::Joined(operation, left, right) => Ok(Term::Joined(
            operation,
            Box::new(term(*left)?),
            Box::new(term(*right)?),
        )),
        _ => Err(Fault::at(
            node.span,
            "this is true or false, and has no value to reckon with",
        )
        .help("join comparisons with `and`, `or`, `not`")),
    }
}
