package adjoint.loop;

import adjoint.autodiff.Derivatives;
import adjoint.expr.Body;
import adjoint.expr.Expr;
import adjoint.expr.Slicing;
import java.util.ArrayList;
import java.util.List;

/** The way forward with tangents: a loop that carries, reads and emits the tangents beside the values. */
final class ScanJvp {
    private ScanJvp() {}

    /** The tangent of a loop's output, given those of its inputs; null where an input does not move. */
    static Expr of(ScanOp op, List<Expr> t, List<Expr> x) {
        List<Expr> parameters = op.body().parameters();
        List<Expr> moving = new ArrayList<>();
        List<Expr> tangents = new ArrayList<>();
        LoopParts parts = new LoopParts();
        for (int k = 0; k < parameters.size(); k++) {
            Expr parameter = parameters.get(k);
            boolean moves = parameter.dtype() == op.dtype() && (k < op.carried() || t.get(k) != null);
            Expr tangent = moves ? Body.parameter("tangent", parameter) : null;
            if (moves) {
                moving.add(parameter);
                tangents.add(tangent);
            }
            if (k >= op.carried() && k < op.carried() + op.sequences()) {
                parts.read(parameter, x.get(k));
                if (moves) {
                    parts.read(tangent, t.get(k));
                }
            } else if (k >= op.carried()) {
                parts.capture(parameter, x.get(k));
                if (moves) {
                    parts.capture(tangent, t.get(k));
                }
            }
        }
        List<Expr> results = op.body().results();
        List<Expr> moved = results.stream()
                .map(r -> r.dtype() == op.dtype() && !moving.isEmpty() ? Derivatives.jvp(r, moving, tangents) : null)
                .toList();
        int before = op.ends() ? op.carried() - 1 : op.carried();
        for (int k = 0; k < before; k++) {
            parts.carry(parameters.get(k), x.get(k), results.get(k));
        }
        List<Integer> carried = new ArrayList<>();
        int next = 0;
        for (int k = 0; k < op.carried(); k++) {
            if (parameters.get(k).dtype() == op.dtype()) {
                Expr start = t.get(k) != null
                        ? t.get(k)
                        : x.get(k).zeros().broadcastTo(x.get(k).shape());
                carried.add(parts.carry(tangents.get(next++), start, moved.get(k)));
            }
        }
        if (op.ends()) {
            parts.carry(parameters.get(before), x.get(before), results.get(before));
        }
        List<Integer> emitted = new ArrayList<>();
        for (int k = op.carried(); k < results.size(); k++) {
            if (results.get(k).dtype() == op.dtype()) {
                emitted.add(parts.emit(moved.get(k).broadcastTo(results.get(k).shape())));
            }
        }
        parts.close(op.length(), op.reverse(), op.dtype(), op.keep(), op.ends());
        List<Expr> packed = new ArrayList<>();
        carried.forEach(k -> packed.add(parts.last(k).reshape(-1)));
        emitted.forEach(k -> packed.add(parts.emitted(k).reshape(-1)));
        return packed.size() == 1 ? packed.get(0) : Expr.of(new Slicing.Concat(0), packed);
    }
}
