#!/usr/bin/env bash
# Package:  @tensorflow/tfjs 4.22.0 (npm), backend cpu
# Expected: grad(grad(f)) is the second derivative: for f = x exp(x) at 1 it is 3e = 8.1548.
# Does:     5.4366, without a word. Gradients that use their own output (exp, sigmoid, tanh, softmax, elu) keep it as a
#           constant, so the second derivative misses what goes through it. exp(2x) alone fails with a message; a product
#           or a sum with another use of x hides it. Functions whose gradient uses the input (log, sin) are right.
# Checked:  closed forms, and central differences of the first gradient in the same package (column "differences").
# Matters:  Hessians, gradient penalties and score matching are wrong in silence. In a symbolic engine the output kept in
#           a gradient must be the node itself, never its value.
set -euo pipefail
. "$(dirname "$0")/common.sh"
npm_packages @tensorflow/tfjs@4.22.0
cat > main.mjs <<'JS'
import { createRequire } from "node:module";
const tf = createRequire(import.meta.url)("@tensorflow/tfjs");
tf.env().set("PROD", true);
await tf.setBackend("cpu");
const s = 1 / (1 + Math.exp(-1));
const cases = {
  "x exp(x)": [(x) => x.mul(x.exp()), 3 * Math.E],
  "exp(x) + x^2": [(x) => x.exp().add(x.square()), Math.E + 2],
  "x tanh(x)": [(x) => x.mul(x.tanh()), (2 - 2 * Math.tanh(1)) / Math.cosh(1) ** 2],
  "x^2 sigmoid(x)": [(x) => x.square().mul(x.sigmoid()), 2 * s + 4 * s * (1 - s) + s * (1 - s) * (1 - 2 * s)],
  "x log(x)": [(x) => x.mul(x.log()), 1],
};
for (const [name, [f, right]] of Object.entries(cases)) {
  const first = tf.grad(f), at = (x) => first(tf.scalar(x)).dataSync()[0];
  const second = tf.grad(first)(tf.scalar(1)).dataSync()[0];
  const differences = (at(1.0625) - at(0.9375)) / 0.125;
  console.log(`${name}: ${second.toFixed(4)}, differences ${differences.toFixed(2)}, right ${right.toFixed(4)}`);
}
JS
node main.mjs 2> log > seen
compare <<'END'
x exp(x): 5.4366, differences 8.16, right 8.1548
exp(x) + x^2: 2.0000, differences 4.72, right 4.7183
x tanh(x): 0.8399, differences 0.20, right 0.2002
x^2 sigmoid(x): 2.2486, differences 2.16, right 2.1577
x log(x): 1.0000, differences 1.00, right 1.0000
END
