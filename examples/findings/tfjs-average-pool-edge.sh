#!/usr/bin/env bash
# Package:  @tensorflow/tfjs 4.22.0 (npm), backend cpu
# Expected: a mean over a window that hangs over the edge divides by how many elements it holds, and so does its gradient.
# Does:     forward, avgPool with "same" padding divides by the elements held (the last of 1, 2, 3 stays 3); backward it
#           divides by the size of the window, so that element has slope 1/2 instead of 1. Value and gradient follow two
#           definitions. avgPool3d does the same.
# Checked:  the function is linear: f(x + unit) - f(x), exact here.
# Matters:  value and gradient of a mean must take the count from one place; edges need a test of their own.
set -euo pipefail
. "$(dirname "$0")/common.sh"
npm_packages @tensorflow/tfjs@4.22.0
cat > main.mjs <<'JS'
import { createRequire } from "node:module";
const tf = createRequire(import.meta.url)("@tensorflow/tfjs");
tf.env().set("PROD", true);
await tf.setBackend("cpu");
const pool = (x) => tf.avgPool(x.reshape([1, 1, 3, 1]), [1, 2], 2, "same");
const pool3d = (x) => tf.avgPool3d(x.reshape([1, 1, 1, 3, 1]), [1, 1, 2], 2, "same");
for (const [name, p] of [["avgPool", pool], ["avgPool3d", pool3d]]) {
  const f = (x) => p(x).sum(), x = [1, 2, 3], base = f(tf.tensor(x)).dataSync()[0];
  const right = x.map((_, i) => f(tf.tensor(x.map((v, j) => v + (i === j)))).dataSync()[0] - base);
  const value = Array.from(p(tf.tensor(x)).dataSync());
  console.log(`${name}: value [${value}], gradient [${tf.grad(f)(tf.tensor(x)).arraySync()}], right [${right}]`);
}
JS
node main.mjs 2> log > seen
compare <<'END'
avgPool: value [1.5,3], gradient [0.5,0.5,0.5], right [0.5,0.5,1]
avgPool3d: value [1.5,3], gradient [0.5,0.5,0.5], right [0.5,0.5,1]
END
