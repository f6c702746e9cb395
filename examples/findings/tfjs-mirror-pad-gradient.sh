#!/usr/bin/env bash
# Package:  @tensorflow/tfjs 4.22.0 (npm), backend cpu
# Expected: mirror padding shows some elements twice or more, and the gradient adds up what comes back from each copy.
# Does:     the gradient is only the slice in the middle: each copy's share is lost. Padding (1, 2, 3) by two on each side
#           gives (3, 2, 1, 2, 3, 2, 1), in which 2 stands three times; its slope is given as 1.
# Checked:  by counting; and differences, exact since padding is linear.
# Matters:  the frames of speech are padded by reflection before a spectrum: the gradient is wrong just at the edges,
#           where no one looks. Every op that repeats elements needs a sum over the copies.
set -euo pipefail
. "$(dirname "$0")/common.sh"
npm_packages @tensorflow/tfjs@4.22.0
cat > main.mjs <<'JS'
import { createRequire } from "node:module";
const tf = createRequire(import.meta.url)("@tensorflow/tfjs");
tf.env().set("PROD", true);
await tf.setBackend("cpu");
for (const mode of ["reflect", "symmetric"]) {
  const f = (x) => tf.mirrorPad(x, [[2, 2]], mode).sum();
  const x = [1, 2, 3], base = f(tf.tensor(x)).dataSync()[0];
  const right = x.map((_, i) => f(tf.tensor(x.map((v, j) => v + (i === j)))).dataSync()[0] - base);
  const padded = tf.mirrorPad(tf.tensor(x), [[2, 2]], mode).arraySync();
  console.log(`${mode} [${padded}]: gradient [${tf.grad(f)(tf.tensor(x)).arraySync()}], right [${right}]`);
}
JS
node main.mjs 2> log > seen
compare <<'END'
reflect [3,2,1,2,3,2,1]: gradient [1,1,1], right [2,3,2]
symmetric [2,1,1,2,3,3,2]: gradient [1,1,1], right [2,3,2]
END
