#!/usr/bin/env bash
# Package:  @tensorflow/tfjs 4.22.0 (npm), backend cpu
# Expected: resizing is linear in the picture, so its gradient is the same matrix transposed, whatever the options.
# Does:     with halfPixelCenters the value uses pixel centres, and the gradient still uses corners: shrinking (a, b, c, d)
#           to two by nearest neighbour takes b and d, and the gradient goes to a and c. The bilinear one is wrong too.
# Checked:  unit pictures give the matrix itself, exactly (column "right").
# Matters:  an option of a value must reach its gradient; the adjoint test <A x, y> = <x, A' y> catches it for every linear op.
set -euo pipefail
. "$(dirname "$0")/common.sh"
npm_packages @tensorflow/tfjs@4.22.0
cat > main.mjs <<'JS'
import { createRequire } from "node:module";
const tf = createRequire(import.meta.url)("@tensorflow/tfjs");
tf.env().set("PROD", true);
await tf.setBackend("cpu");
const ops = {
  nearest: tf.image.resizeNearestNeighbor,
  bilinear: tf.image.resizeBilinear,
};
for (const [name, op] of Object.entries(ops)) {
  for (const half of [false, true]) {
    const f = (x) => op(x.reshape([1, 1, 4, 1]), [1, 2], false, half).sum();
    const right = [0, 1, 2, 3].map((i) => f(tf.oneHot(tf.tensor1d([i], "int32"), 4).toFloat()).dataSync()[0]);
    console.log(`${name}, halfPixelCenters ${half}: gradient [${tf.grad(f)(tf.tensor([1, 2, 3, 4])).arraySync()}], right [${right}]`);
  }
}
JS
node main.mjs 2> log > seen
compare <<'END'

END
