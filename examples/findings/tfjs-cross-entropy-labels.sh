#!/usr/bin/env bash
# Package:  @tensorflow/tfjs 4.22.0 (npm), backend cpu
# Expected: cross entropy H(p, softmax(z)) is linear in p: its slope by p is -log softmax(z), and by z it is
#           sum(p) softmax(z) - p.
# Does:     the slope by p is p - softmax(z), the one by z with its sign changed; and the one by z takes sum(p) as 1. Both
#           are silent; differences in the same package show it.
# Checked:  closed forms above (column "right"), natural logarithms in doubles.
# Matters:  distillation, label smoothing that is learnt, and mixtures send gradients into p. A fused loss needs a rule for
#           every input, or an error; not the rule of its neighbour.
set -euo pipefail
. "$(dirname "$0")/common.sh"
npm_packages @tensorflow/tfjs@4.22.0
cat > main.mjs <<'JS'
import { createRequire } from "node:module";
const tf = createRequire(import.meta.url)("@tensorflow/tfjs");
tf.env().set("PROD", true);
await tf.setBackend("cpu");
const p = [0.2, 0.3, 1.5], z = [1, 2, 3];
const f = (labels, logits) => tf.losses.softmaxCrossEntropy(labels.reshape([1, 3]), logits.reshape([1, 3]));
const [byLabels, byLogits] = tf.grads(f)([tf.tensor(p), tf.tensor(z)]).map((g) => Array.from(g.dataSync(), (v) => v.toFixed(4)));
const total = z.reduce((s, v) => s + Math.exp(v), 0), q = z.map((v) => Math.exp(v) / total);
console.log(`by labels: [${byLabels}], right [${q.map((v) => (-Math.log(v)).toFixed(4))}]`);
console.log(`by logits: [${byLogits}], right [${q.map((v, i) => (2 * v - p[i]).toFixed(4))}]`);
JS
node main.mjs 2> log > seen
compare <<'END'
by labels: [0.1100,0.0553,0.8348], right [2.4076,1.4076,0.4076]
by logits: [-0.1100,-0.0553,-0.8348], right [-0.0199,0.1895,-0.1695]
END
