//! Cholesky factor of a symmetric positive definite matrix (Golub and Van Loan, Matrix Computations, 4.2).

use ndarray::Array2;

/// Lower triangle `L` with `L L^T` = the matrix.
pub(super) struct CholeskyFactor(Array2<f64>);

impl CholeskyFactor {
    /// Factors the lower triangle of a matrix in place; `None` when it is not positive definite.
    pub(super) fn factor(mut a: Array2<f64>) -> Option<Self> {
        for j in 0..a.nrows() {
            for i in j..a.nrows() {
                let known: f64 = (0..j).map(|k| a[[i, k]] * a[[j, k]]).sum();
                let rest = a[[i, j]] - known;
                if i == j && (rest.is_nan() || rest <= 0.0) {
                    return None;
                }
                a[[i, j]] = if i == j { rest.sqrt() } else { rest / a[[j, j]] };
            }
        }
        Some(Self(a))
    }

    /// Solves for a right side, in place.
    pub(super) fn solve(&self, b: &mut [f64]) {
        let (l, n) = (&self.0, b.len());
        for i in 0..n {
            let known: f64 = (0..i).map(|k| l[[i, k]] * b[k]).sum();
            b[i] = (b[i] - known) / l[[i, i]];
        }
        for i in (0..n).rev() {
            let known: f64 = (i + 1..n).map(|k| l[[k, i]] * b[k]).sum();
            b[i] = (b[i] - known) / l[[i, i]];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn it_solves_and_refuses_what_is_not_definite() {
        let factor =
            CholeskyFactor::factor(array![[4.0, 0.0, 0.0], [2.0, 5.0, 0.0], [1.0, 3.0, 6.0]]).expect("it is definite");
        let mut b = [7.0, 10.0, 10.0];
        factor.solve(&mut b);
        assert!(b.iter().all(|x| (x - 1.0).abs() < 1e-12), "{b:?}");
        assert!(CholeskyFactor::factor(array![[1.0, 0.0], [2.0, 4.0]]).is_none());
    }
}
