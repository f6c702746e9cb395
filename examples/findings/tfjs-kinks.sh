#!/usr/bin/env bash
# Package:  @tensorflow/tfjs 4.22.0 (npm), backend cpu
# Expected: at a kink a gradient lies between the slopes on both sides: |x| at 0 has 0 by custom (never an end alone), the
#           maximum of n equal numbers has slopes that sum to 1, and a step function such as floor has 0.
# Does:     abs at 0 has slope -1 (and so has the L1 norm in every zero element); the maximum of four equal numbers has
#           slopes 1, 1, 1, 1, outside all subgradients: moving all of them by h moves the maximum by h, not by 4h;
#           floorDiv(x, 3) has slope 1/3, while floor(x/3) has 0.
# Checked:  by definition of the subgradient (convexity) for the first two, by the constant value for the third.
# Matters:  L1 penalties push exact zeros away from zero; ties after ReLU or padding multiply a gradient. The custom at
#           each kink belongs in the docs of an op, with a test.
set -euo pipefail
. "$(dirname "$0")/common.sh"
npm_packages @tensorflow/tfjs@4.22.0
cat > main.mjs <<'JS'
import { createRequire } from "node:module";
const tf = createRequire(import.meta.url)("@tensorflow/tfjs");
tf.env().set("PROD", true);
await tf.setBackend("cpu");
const show = (name, f, x) => console.log(`${name} at [${x}]: gradient [${Array.from(tf.grad(f)(tf.tensor(x)).dataSync())}]`);
show("abs", (x) => x.abs().sum(), [-1, 0, 1]);
show("norm(1)", (x) => x.norm(1), [0, 0, 5]);
show("max", (x) => x.max(), [2, 2, 2, 2]);
show("floorDiv(x, 3)", (x) => tf.floorDiv(x, 3).sum(), [1, 1.5, 2]);
show("floor(x / 3)", (x) => x.div(3).floor().sum(), [1, 1.5, 2]);
JS
node main.mjs 2> log > seen
compare <<'END'
abs at [-1,0,1]: gradient [-1,-1,1]
norm(1) at [0,0,5]: gradient [-1,-1,1]
max at [2,2,2,2]: gradient [1,1,1,1]
floorDiv(x, 3) at [1,1.5,2]: gradient [0.3333333432674408,0.3333333432674408,0.3333333432674408]
floor(x / 3) at [1,1.5,2]: gradient [0,0,0]
END
