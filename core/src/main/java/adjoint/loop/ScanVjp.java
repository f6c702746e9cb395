package adjoint.loop;

import adjoint.autodiff.GradientPolicy;
import adjoint.autodiff.Gradients;
import adjoint.expr.Body;
import adjoint.expr.Expr;
import adjoint.expr.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The way back through a loop, which is a loop from the last step to the first. It carries the cotangents of what the loop
 * carries, reads what was {@linkplain Residuals kept} of each step, and gives for each step the cotangents of the elements
 * of the sequences. What a captured value receives is {@linkplain Collected collected} over all steps.
 */
final class ScanVjp {
    private final ScanOp op;
    private final Expr g;
    private final List<Expr> x;
    private final List<Expr> parameters;

    /** For each result of the body, its cotangent within a step; null where it has none. */
    private final List<Expr> incoming = new ArrayList<>();

    /** For each parameter of the body, its cotangent within a step; null where it has none. */
    private final List<Expr> outgoing;

    ScanVjp(ScanOp op, Expr g, List<Expr> x) {
        this.op = op;
        this.g = g;
        this.x = x;
        this.parameters = op.body().parameters();
        for (Expr result : op.body().results()) {
            incoming.add(result.dtype() == op.dtype() ? Body.parameter("cotangent", result) : null);
        }
        this.outgoing = withinAStep();
    }

    /** No cotangents at all. */
    static List<Expr> none(List<Expr> x) {
        return Arrays.asList(new Expr[x.size()]);
    }

    private List<Expr> withinAStep() {
        Map<Expr, Expr> known = new IdentityHashMap<>();
        for (int k = 0; k < incoming.size(); k++) {
            if (incoming.get(k) != null) {
                known.merge(op.body().results().get(k), incoming.get(k), Expr::add);
            }
        }
        List<Expr> floats =
                parameters.stream().filter(p -> p.dtype() == op.dtype()).toList();
        List<Expr> found = known.isEmpty()
                ? floats.stream().map(p -> p.zeros().broadcastTo(p.shape())).toList()
                : Gradients.knownGradients(known, floats, GradientPolicy.exact().zeroWhereDisconnected())
                        .all();
        List<Expr> all = new ArrayList<>();
        int next = 0;
        for (Expr parameter : parameters) {
            all.add(parameter.dtype() == op.dtype() ? found.get(next++) : null);
        }
        return all;
    }

    /** The cotangents of the loop's inputs; null for those that have none. */
    List<Expr> cotangents() {
        Residuals residuals = new Residuals(op, incoming, outgoing);
        ScanOp keeping = op.emitting(residuals.emitted());
        Expr kept = Expr.of(keeping, x);
        Back back = new Back(residuals, keeping.packing(), kept);
        return back.run();
    }

    private boolean isCarried(int parameter) {
        return parameter < op.carried();
    }

    private boolean isSequence(int parameter) {
        return parameter >= op.carried() && parameter < op.carried() + op.sequences();
    }

    /** Whether there is no cotangent, or one of zeros. */
    private static boolean isZero(Expr cotangent) {
        Expr source = cotangent;
        while (source != null
                && source.op() instanceof Layout
                && source.inputs().size() == 1) {
            source = source.input(0);
        }
        return source == null || source.isConstant(0);
    }

    /** The loop from the last step to the first, while it is put together. */
    private final class Back {
        private final Residuals residuals;
        private final Packing keptPacking;
        private final Expr kept;
        private final LoopParts parts = new LoopParts();
        private final Collected collected = new Collected(parts);

        Back(Residuals residuals, Packing keptPacking, Expr kept) {
            this.residuals = residuals;
            this.keptPacking = keptPacking;
            this.kept = kept;
        }

        List<Expr> run() {
            Packing packing = op.packing();
            int[] outputs = op.outputs();
            for (int i = 0; i < outputs.length; i++) {
                Expr part = packing.part(g, i);
                if (outputs[i] < op.carried()) {
                    parts.carry(incoming.get(outputs[i]), part, outgoing.get(outputs[i]));
                } else {
                    parts.read(incoming.get(outputs[i]), part);
                }
            }
            for (int k = op.carried(); k < parameters.size(); k++) {
                if (isSequence(k)) {
                    parts.read(parameters.get(k), x.get(k));
                } else {
                    parts.capture(parameters.get(k), x.get(k));
                }
            }
            residuals.readInto(parts, keptPacking, kept);
            List<Runnable> wanted = new ArrayList<>();
            Expr[] cotangents = new Expr[x.size()];
            for (int k = op.carried(); k < parameters.size(); k++) {
                int at = k;
                if (isZero(outgoing.get(k))) {
                    continue;
                }
                if (isSequence(k)) {
                    int emitted = parts.emit(outgoing.get(k));
                    wanted.add(() -> cotangents[at] = parts.emitted(emitted));
                } else {
                    collected.add(outgoing.get(k), found -> cotangents[at] = found);
                }
            }
            collected.settle();
            parts.close(op.length(), !op.reverse(), op.dtype(), op.keep(), false);
            wanted.forEach(Runnable::run);
            collected.give();
            int carried = 0;
            for (int i : outputs) {
                if (isCarried(i)) {
                    cotangents[i] = parts.last(carried++);
                }
            }
            return Arrays.asList(cotangents);
        }
    }
}
