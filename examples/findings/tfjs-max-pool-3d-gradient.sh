#!/usr/bin/env bash
# Package:  @tensorflow/tfjs 4.22.0 (npm), backend cpu
# Expected: the gradient of a maximum over a window goes to the element that is the maximum.
# Does:     maxPool3d of the window (1, 9, 2, 3), shaped 2 by 2 by 1, has value 9, and its gradient goes to the 2. In two
#           dimensions it goes to the 9. The place inside the window is written with one order of axes and read with
#           another, so windows of one long axis are right and cubes often are.
# Checked:  raising the 9 by 1 raises the value by 1, raising the 2 by 1 changes nothing (column "right").
# Matters:  an index kept for the backward pass needs one owner that both writes and reads it; test windows whose sides
#           differ.
set -euo pipefail
. "$(dirname "$0")/common.sh"
npm_packages @tensorflow/tfjs@4.22.0
cat > main.mjs <<'JS'
import { createRequire } from "node:module";
const tf = createRequire(import.meta.url)("@tensorflow/tfjs");
tf.env().set("PROD", true);
await tf.setBackend("cpu");
const pools = {
  "maxPool [2, 2]": (x) => tf.maxPool(x.reshape([1, 2, 2, 1]), 2, 1, "valid"),
  "maxPool3d [2, 2, 1]": (x) => tf.maxPool3d(x.reshape([1, 2, 2, 1, 1]), [2, 2, 1], 1, "valid"),
  "maxPool3d [1, 2, 2]": (x) => tf.maxPool3d(x.reshape([1, 1, 2, 2, 1]), [1, 2, 2], 1, "valid"),
  "maxPool3d [2, 1, 2]": (x) => tf.maxPool3d(x.reshape([1, 2, 1, 2, 1]), [2, 1, 2], 1, "valid"),
};
for (const [name, p] of Object.entries(pools)) {
  const f = (x) => p(x).sum(), x = [1, 9, 2, 3], base = f(tf.tensor(x)).dataSync()[0];
  const right = x.map((_, i) => f(tf.tensor(x.map((v, j) => v + (i === j)))).dataSync()[0] - base);
  console.log(`${name} of [${x}]: value ${base}, gradient [${tf.grad(f)(tf.tensor(x)).arraySync()}], right [${right}]`);
}
JS
node main.mjs 2> log > seen
compare <<'END'
maxPool [2, 2] of [1,9,2,3]: value 9, gradient [0,1,0,0], right [0,1,0,0]
maxPool3d [2, 2, 1] of [1,9,2,3]: value 9, gradient [0,0,1,0], right [0,1,0,0]
maxPool3d [1, 2, 2] of [1,9,2,3]: value 9, gradient [0,1,0,0], right [0,1,0,0]
maxPool3d [2, 1, 2] of [1,9,2,3]: value 9, gradient [0,1,0,0], right [0,1,0,0]
END
