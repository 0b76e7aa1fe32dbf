//! The correlation matrix of the tokens' daily log returns and its Cholesky factor.

use super::Scenario;
use super::text::Name;
use ndarray::{Array2, ArrayView1, Axis};

/// The token whose correlations stand in for pairs that nobody lists.
const MARKET: &str = "BTC";

/// How far below 0 rounding may push a pivot: about 256 tokens × the rounding of 1.0 × 1000.
const ROUNDING: f64 = 1e-10;

/// A symmetric matrix with a unit diagonal.
#[derive(Debug, Clone, PartialEq)]
pub struct CorrelationMatrix {
    /// The tokens, in the order of the scenario: the catalogue's, then the file's own.
    pub names: Vec<Name>,
    /// The matrix, a row and a column for each of `names`.
    pub matrix: Array2<f64>,
}

/// A matrix that is not positive semi-definite: no random returns have these correlations.
#[derive(Debug, Clone, PartialEq)]
pub struct NotPositive {
    /// The first token, in the matrix's order, that cannot have its correlations with those
    /// before it.
    pub token: usize,
    /// The smallest eigenvalue.
    pub eigenvalue: f64,
    /// How strongly each pair moves it, strongest first.
    pub pairs: Vec<Lever>,
}

/// How the smallest eigenvalue answers to the correlation of a pair.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lever {
    /// One token.
    pub row: usize,
    /// The other one.
    pub column: usize,
    /// Change of the eigenvalue per change of the correlation: if it is positive, a higher
    /// correlation mends the matrix.
    pub slope: f64,
}

impl CorrelationMatrix {
    /// The matrix of a scenario's tokens. A pair that is not listed has the product of both
    /// tokens' correlations with BTC, or 0 if one of these is unknown.
    pub fn of(scenario: &Scenario) -> Self {
        let names: Vec<Name> = scenario.tokens.keys().cloned().collect();
        let with_market: Vec<f64> = names
            .iter()
            .map(|name| {
                if name.as_str() == MARKET {
                    1.0
                } else {
                    listed(scenario, name.as_str(), MARKET).unwrap_or(0.0)
                }
            })
            .collect();
        let element = |row: usize, column: usize| {
            if row == column {
                return 1.0;
            }
            listed(scenario, names[row].as_str(), names[column].as_str())
                .unwrap_or(with_market[row] * with_market[column])
        };
        let size = names.len();
        let matrix = Array2::from_shape_fn((size, size), |(row, column)| element(row, column));
        Self { names, matrix }
    }

    /// The lower triangular L with L·Lᵀ = this matrix.
    ///
    /// Row i depends on the first i + 1 tokens only: a token added at the end moves no
    /// earlier row. A pivot of 0 (a token that others determine) leaves its column 0.
    ///
    /// # Errors
    /// The matrix is not positive semi-definite.
    pub fn cholesky(&self) -> Result<Array2<f64>, NotPositive> {
        let size = self.names.len();
        let mut lower = Array2::zeros((size, size));
        for row in 0..size {
            for column in 0..row {
                let rest = self.matrix[[row, column]] - product(lower.row(row), lower.row(column));
                let pivot = lower[[column, column]];
                if pivot > 0.0 {
                    lower[[row, column]] = rest / pivot;
                } else if rest.abs() > ROUNDING.sqrt() {
                    return Err(self.not_positive(row));
                }
            }
            let pivot = self.matrix[[row, row]] - product(lower.row(row), lower.row(row));
            if pivot < -ROUNDING {
                return Err(self.not_positive(row));
            }
            lower[[row, row]] = if pivot > ROUNDING { pivot.sqrt() } else { 0.0 };
        }
        Ok(lower)
    }

    fn not_positive(&self, token: usize) -> NotPositive {
        let (eigenvalue, vector) = smallest_eigenpair(self.matrix.clone());
        let size = self.names.len();
        let pairs = (0..size).flat_map(|row| (0..row).map(move |column| (row, column)));
        // First-order perturbation of an eigenvalue: ∂λ/∂ρᵢⱼ = 2vᵢvⱼ.
        let slope = |row: usize, column: usize| 2.0 * vector[row] * vector[column];
        let mut pairs: Vec<Lever> = pairs
            .map(|(row, column)| Lever {
                row,
                column,
                slope: slope(row, column),
            })
            .collect();
        pairs.sort_by(|one, other| other.slope.abs().total_cmp(&one.slope.abs()));
        NotPositive {
            token,
            eigenvalue,
            pairs,
        }
    }
}

/// The correlation that the scenario lists for a pair, whichever way round.
fn listed(scenario: &Scenario, one: &str, other: &str) -> Option<f64> {
    let directed = |from: &str, to: &str| Some(scenario.correlation.get(from)?.get(to)?.get());
    directed(one, other).or_else(|| directed(other, one))
}

/// Σ aₖbₖ in index order: `dot` chooses its order of additions by processor.
fn product(one: ArrayView1<'_, f64>, other: ArrayView1<'_, f64>) -> f64 {
    one.iter().zip(&other).fold(0.0, |sum, (a, b)| sum + a * b)
}

/// The smallest eigenvalue of a symmetric matrix and its eigenvector, by cyclic Jacobi
/// rotations (Golub and Van Loan, Matrix Computations, section 8.5).
fn smallest_eigenpair(mut a: Array2<f64>) -> (f64, Vec<f64>) {
    const SWEEPS: usize = 30;
    let size = a.nrows();
    // Rows of `vectors` are the eigenvectors.
    let mut vectors = Array2::eye(size);
    for _ in 0..SWEEPS {
        let mut off_diagonal = 0.0;
        for p in 0..size {
            for q in p + 1..size {
                off_diagonal += a[[p, q]] * a[[p, q]];
                if a[[p, q]] == 0.0 {
                    continue;
                }
                let theta = (a[[q, q]] - a[[p, p]]) / (2.0 * a[[p, q]]);
                let tangent = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
                let cosine = 1.0 / (tangent * tangent + 1.0).sqrt();
                let sine = tangent * cosine;
                rotate(&mut a, Axis(1), (p, q), (cosine, sine));
                rotate(&mut a, Axis(0), (p, q), (cosine, sine));
                rotate(&mut vectors, Axis(0), (p, q), (cosine, sine));
            }
        }
        if off_diagonal < 1e-24 {
            break;
        }
    }
    let smallest = (0..size).min_by(|&one, &other| a[[one, one]].total_cmp(&a[[other, other]]));
    match smallest {
        Some(index) => (a[[index, index]], vectors.row(index).to_vec()),
        None => (1.0, Vec::new()),
    }
}

/// Turns two rows (axis 0) or columns (axis 1) into each other by an angle.
fn rotate(
    matrix: &mut Array2<f64>,
    axis: Axis,
    (p, q): (usize, usize),
    (cosine, sine): (f64, f64),
) {
    let old_p = matrix.index_axis(axis, p).to_owned();
    let old_q = matrix.index_axis(axis, q).to_owned();
    matrix
        .index_axis_mut(axis, p)
        .assign(&(&old_p * cosine - &old_q * sine));
    matrix
        .index_axis_mut(axis, q)
        .assign(&(&old_p * sine + &old_q * cosine));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix(rows: &[&[f64]]) -> CorrelationMatrix {
        let name = |index: usize| Name::try_from(format!("T{index}")).unwrap();
        CorrelationMatrix {
            names: (0..rows.len()).map(name).collect(),
            matrix: Array2::from_shape_fn((rows.len(), rows.len()), |(i, j)| rows[i][j]),
        }
    }

    #[test]
    fn the_factor_multiplies_back_to_the_matrix() {
        let matrix = matrix(&[&[1.0, 0.6, 0.3], &[0.6, 1.0, 0.5], &[0.3, 0.5, 1.0]]);
        let lower = matrix.cholesky().unwrap();
        for row in 0..3 {
            for column in 0..=row {
                // Three products of numbers below 1: rounding stays under 4 ulp of 1.
                let back = product(lower.row(row), lower.row(column));
                assert!((back - matrix.matrix[[row, column]]).abs() < 4.0 * f64::EPSILON);
            }
        }
    }

    #[test]
    fn a_later_token_moves_no_earlier_row() {
        let small = matrix(&[&[1.0, 0.6], &[0.6, 1.0]]).cholesky().unwrap();
        let large = matrix(&[&[1.0, 0.6, 0.3], &[0.6, 1.0, 0.5], &[0.3, 0.5, 1.0]]);
        let large = large.cholesky().unwrap();
        assert_eq!(small, large.slice(ndarray::s![..2, ..2]));
    }

    #[test]
    fn perfect_correlation_is_allowed_and_its_contradiction_is_not() {
        let twin = matrix(&[&[1.0, 1.0, 0.5], &[1.0, 1.0, 0.5], &[0.5, 0.5, 1.0]]);
        assert_eq!(twin.cholesky().unwrap().row(1).to_vec(), [1.0, 0.0, 0.0]);
        let torn = matrix(&[&[1.0, 1.0, 0.5], &[1.0, 1.0, -0.5], &[0.5, -0.5, 1.0]]);
        assert_eq!(torn.cholesky().unwrap_err().token, 2);
    }

    #[test]
    fn an_impossible_triangle_is_named_with_its_eigenvalue() {
        // ρ = −0.9 between all three: eigenvalues 1 + 0.9 (twice) and 1 − 2·0.9 = −0.8, whose
        // vector is (1, 1, 1)/√3: each pair's slope is 2/3, so each must be raised.
        let error = matrix(&[&[1.0, -0.9, -0.9], &[-0.9, 1.0, -0.9], &[-0.9, -0.9, 1.0]])
            .cholesky()
            .unwrap_err();
        assert_eq!(error.token, 2);
        assert!((error.eigenvalue + 0.8).abs() < 1e-12);
        assert!(
            error
                .pairs
                .iter()
                .all(|pair| (pair.slope - 2.0 / 3.0).abs() < 1e-12)
        );
    }
}
