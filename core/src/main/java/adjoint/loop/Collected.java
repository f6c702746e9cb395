package adjoint.loop;

import adjoint.expr.Arithmetic;
import adjoint.expr.Body;
import adjoint.expr.Dot;
import adjoint.expr.Expr;
import adjoint.tensor.Dim;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What captured values receive from all steps of the way back: the sum over the steps. The part of it that is a product of
 * matrices is taken once behind the loop, as one product of all steps' rows; the rest is carried along and added to in
 * each step.
 */
final class Collected {
    private final LoopParts parts;
    private final List<Receiver> receivers = new ArrayList<>();

    /** What one captured value receives: products and sums taken behind the loop, and what is carried. */
    private static final class Receiver {
        final Expr cotangent;
        final Consumer<Expr> takes;
        final List<Dot> products = new ArrayList<>();
        final List<int[]> factors = new ArrayList<>();
        final List<Expr> terms = new ArrayList<>();
        int carried = -1;

        Receiver(Expr cotangent, Consumer<Expr> takes) {
            this.cotangent = cotangent;
            this.takes = takes;
        }
    }

    Collected(LoopParts parts) {
        this.parts = parts;
    }

    /** Adds a captured value's cotangent within a step, and who takes the sum over all steps. */
    void add(Expr cotangent, Consumer<Expr> takes) {
        receivers.add(new Receiver(cotangent, takes));
    }

    /** Decides what is emitted and what is carried; the loop is still open. */
    void settle() {
        for (Receiver receiver : receivers) {
            ArrayDeque<Expr> open = new ArrayDeque<>(List.of(receiver.cotangent));
            while (!open.isEmpty()) {
                Expr term = open.pop();
                if (term.op() == Arithmetic.ADD
                        && term.inputs().stream().allMatch(in -> in.type().equals(term.type()))) {
                    open.addAll(term.inputs());
                } else if (isOfRows(term)) {
                    receiver.products.add((Dot) term.op());
                    receiver.factors.add(new int[] {parts.emit(term.input(0)), parts.emit(term.input(1))});
                } else {
                    receiver.terms.add(term);
                }
            }
        }
        for (Receiver receiver : receivers) {
            if (!receiver.terms.isEmpty()) {
                Expr sum = receiver.terms.stream().reduce(Expr::add).orElseThrow();
                Expr now = Body.parameter("collected", receiver.cotangent);
                Expr zeros = sum.zeros().broadcastTo(sum.shape());
                receiver.carried = parts.carry(now, zeros, now.add(sum));
            }
        }
    }

    /** Whether a term is a product of two matrices that sums over the rows of both. */
    private static boolean isOfRows(Expr term) {
        return term.op() instanceof Dot dot && dot.ta() && !dot.tb() && term.rank() == 2;
    }

    /** Hands the sums out; the loop is closed. */
    void give() {
        for (Receiver receiver : receivers) {
            Expr total = receiver.carried < 0 ? null : parts.last(receiver.carried);
            for (int i = 0; i < receiver.products.size(); i++) {
                int[] factors = receiver.factors.get(i);
                Expr product = Expr.of(receiver.products.get(i), rows(factors[0]), rows(factors[1]));
                total = total == null ? product : total.add(product);
            }
            receiver.takes.accept(total);
        }
    }

    /** The matrices of all steps, one below the other. */
    private Expr rows(int emitted) {
        Expr stack = parts.emitted(emitted);
        Dim rows = stack.shape().dim(0).times(stack.shape().dim(1));
        return stack.reshape(rows, stack.shape().dim(2));
    }
}
