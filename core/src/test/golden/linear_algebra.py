"""Writes src/test/resources/adjoint/expr/linear-algebra.npz: random matrices and what NumPy and SciPy make of them.

Run in the module's directory with NumPy 2 and SciPy 1: python3 src/test/golden/linear_algebra.py
Each case is a batch of 90 matrices, 2,000 matrices in all. Keys are op.input and op.output.
"""

import numpy as np
import scipy.linalg

rng = np.random.default_rng(14)
BATCH = 90
arrays = {}


def put(op, inputs, outputs):
    for i, a in enumerate(inputs):
        arrays[f"{op}.in{i}"] = a
    for i, a in enumerate(outputs):
        arrays[f"{op}.out{i}"] = np.ascontiguousarray(a)


def normal(*shape):
    return rng.standard_normal((BATCH, *shape))


def each(f, *batches):
    return np.stack([f(*one) for one in zip(*batches)])


def positive(n):
    a = normal(n, n)
    return a @ a.transpose(0, 2, 1) + np.eye(n)


def turned(vectors):
    """The columns with the element of largest magnitude positive; and the signs."""
    largest = np.take_along_axis(vectors, np.abs(vectors).argmax(-2)[:, None], -2)
    return vectors * np.sign(largest), np.sign(largest)


def qr(m, n):
    a = normal(m, n)
    q, r = np.linalg.qr(a)
    signs = np.sign(np.diagonal(r, axis1=1, axis2=2))
    return a, q * signs[:, None, :], r * signs[:, :, None]


a, b = positive(4), normal(4, 2)
put("cholesky", [a], [np.linalg.cholesky(a)])
put("logDet", [a], [np.linalg.slogdet(a)[1]])
put("solveLower", [a, b], [each(lambda x, y: scipy.linalg.solve_triangular(x, y, lower=True), a, b)])
put("solveUpper", [a, b], [each(lambda x, y: scipy.linalg.solve_triangular(x, y), a, b)])
a = normal(4, 4) + 3 * np.eye(4)
put("solve", [a, b], [np.linalg.solve(a, b)])
put("inverse", [a], [np.linalg.inv(a)])
a = normal(3, 3)
put("det", [a], [np.linalg.det(a)])
put("slogdet", [a], np.linalg.slogdet(a))
put("trace", [a], [np.trace(a, axis1=1, axis2=2)])
put("expm", [a], [scipy.linalg.expm(a)])
put("expmLarge", [5 * a], [scipy.linalg.expm(5 * a)])
put("frobeniusNorm", [a], [np.linalg.norm(a, axis=(1, 2))])
put("nuclearNorm", [a], [np.linalg.norm(a, "nuc", axis=(1, 2))])
put("spectralNorm", [a], [np.linalg.norm(a, 2, axis=(1, 2))])
a = positive(3)
w, v = np.linalg.eigh(a)
put("eigh", [a], [w, turned(v)[0]])
for name, m, n in (("Tall", 4, 2), ("Wide", 2, 4), ("Square", 3, 3)):
    a = normal(m, n)
    u, s, vt = np.linalg.svd(a, full_matrices=False)
    u, signs = turned(u)
    put("svd" + name, [a], [u, s, vt * signs.transpose(0, 2, 1)])
    a, q, r = qr(m, n)
    put("qr" + name, [a], [q, r])
    b = normal(m, 2)
    put("lstsq" + name, [a, b], [each(lambda x, y: np.linalg.lstsq(x, y)[0], a, b)])
a = normal(4, 2) @ normal(2, 3)
put("pinv", [a], [np.linalg.pinv(a, rcond=1e-10)])
a, b = normal(2, 3), normal(3, 2)
put("kron", [a, b], [each(np.kron, a, b)])
put("matmulShared", [a, b[0]], [a @ b[0]])
put("matmulLeft", [a[0], b], [a[0] @ b])
np.savez_compressed("src/test/resources/adjoint/expr/linear-algebra.npz", **arrays)
