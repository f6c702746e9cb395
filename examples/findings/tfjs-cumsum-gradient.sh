#!/usr/bin/env bash
# Package:  @tensorflow/tfjs 4.22.0 (npm), backend cpu
# Expected: the gradient of a cumulative sum down the rows has the shape of its input and undoes nothing else.
# Does:     along any axis but the last the gradient comes back transposed: on a square matrix a wrong number in every
#           place off the diagonal, on any other an error about shapes. Along the last axis it is right.
# Checked:  the gradient is linear and known: sum of weights from the row down, [[4, 6], [3, 4]]; differences agree, the
#           function itself being linear.
# Matters:  a backward rule that permutes axes must permute back with the inverse; test gradients on shapes whose sizes
#           all differ, and with weights that are all different (square inputs and plain sums hide transposes).
set -euo pipefail
. "$(dirname "$0")/common.sh"
npm_packages @tensorflow/tfjs@4.22.0
cat > main.mjs <<'JS'
import { createRequire } from "node:module";
const tf = createRequire(import.meta.url)("@tensorflow/tfjs");
tf.env().set("PROD", true);
await tf.setBackend("cpu");
const weights = tf.tensor([[1, 2], [3, 4]]);
const f = (axis) => (x) => tf.cumsum(x, axis).mul(weights).sum();
const x = tf.zeros([2, 2]);
const unit = (i, j) => tf.buffer([2, 2], "float32", Float32Array.from({ length: 4 }, (_, k) => (k === 2 * i + j ? 1 : 0))).toTensor();
for (const axis of [0, 1]) {
  const differences = [0, 1].map((i) => [0, 1].map((j) => f(axis)(unit(i, j)).dataSync()[0]));
  console.log(`axis ${axis}: gradient ${JSON.stringify(tf.grad(f(axis))(x).arraySync())}, right ${JSON.stringify(differences)}`);
}
try {
  tf.grad((v) => tf.cumsum(v, 0).sum())(tf.zeros([2, 3]));
} catch (e) {
  console.log(`axis 0 of [2, 3]: ${e.message}`);
}
JS
node main.mjs 2> log > seen
compare <<'END'
axis 0: gradient [[4,3],[6,4]], right [[4,6],[3,4]]
axis 1: gradient [[3,2],[7,4]], right [[3,2],[7,4]]
axis 0 of [2, 3]: Error in gradient for op Cumsum. The gradient of input 'x' has shape '3,2', which does not match the shape of the input '2,3'
END
