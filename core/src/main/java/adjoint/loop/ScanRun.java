package adjoint.loop;

import adjoint.expr.Nested;
import adjoint.tensor.AdjointException;
import adjoint.tensor.ErrorCode;
import adjoint.tensor.ShapeException;
import adjoint.tensor.Tensor;
import java.util.stream.IntStream;

/** Runs a loop over fixed arrays: step after step, what is carried from results to parameters. Allocates nothing. */
final class ScanRun implements Runnable {
    private final ScanOp op;
    private final Tensor[] in;
    private final Tensor out;
    private final Nested.Running body;
    private final int steps;
    private final int[] outputs;

    /** What is carried, between one step and the next: a result's array may be another parameter's. */
    private final Tensor[] between;

    ScanRun(ScanOp op, Tensor[] in, Tensor out, Nested.Running body) {
        this.op = op;
        this.in = in;
        this.out = out;
        this.body = body;
        this.steps = op.steps();
        this.outputs = op.outputs();
        this.between = IntStream.range(0, op.carried())
                .mapToObj(k -> Tensor.zeros(in[k].dtype(), in[k].shape()))
                .toArray(Tensor[]::new);
    }

    @Override
    public void run() {
        for (int k = 0; k < op.carried(); k++) {
            between[k].assign(in[k]);
        }
        for (int k = op.carried() + op.sequences(); k < in.length; k++) {
            body.parameter(k).assign(in[k]);
        }
        int done = 0;
        while (done < steps && goesOn()) {
            step(op.reverse() ? steps - 1 - done : done);
            done++;
        }
        if (op.ends()) {
            finish(done);
        }
        int at = 0;
        for (int k : outputs) {
            if (k < op.carried()) {
                copy(between[k], 0, out, at, between[k].size());
                at += between[k].size();
            }
        }
    }

    private boolean goesOn() {
        return !op.ends() || between[op.carried() - 1].get(0) != 0;
    }

    /** Puts zeros where steps were not done; an error where more steps were needed. */
    private void finish(int done) {
        if (goesOn()) {
            throw new AdjointException(
                    ErrorCode.ARGUMENT,
                    "the loop still goes on after " + steps
                            + " steps, which is its bound; raise the bound, or end it by its condition");
        }
        int at = 0;
        for (int k : outputs) {
            if (k < op.carried()) {
                at += between[k].size();
            } else {
                int size = Tensor.sizeOf(op.body().results().get(k).shape().evaluate(op.sizes()));
                for (int i = at + done * size; i < at + steps * size; i++) {
                    out.set(i, 0);
                }
                at += steps * size;
            }
        }
    }

    private void step(int t) {
        for (int k = 0; k < op.carried(); k++) {
            body.parameter(k).assign(between[k]);
        }
        for (int k = op.carried(); k < op.carried() + op.sequences(); k++) {
            Tensor element = body.parameter(k);
            copy(in[k], t * element.size(), element, 0, element.size());
        }
        try {
            body.run();
        } catch (ShapeException e) {
            throw new ShapeException(e.code(), "at step " + t + " of the loop: " + e.reason(), null);
        } catch (AdjointException e) {
            throw new AdjointException(e.code(), "at step " + t + " of the loop: " + e.reason());
        }
        int at = 0;
        for (int k : outputs) {
            if (k < op.carried()) {
                at += between[k].size();
            } else {
                Tensor element = body.result(k);
                copy(element, 0, out, at + t * element.size(), element.size());
                at += steps * element.size();
            }
        }
        for (int k = 0; k < op.carried(); k++) {
            between[k].assign(body.result(k));
        }
    }

    private static void copy(Tensor from, int start, Tensor to, int at, int count) {
        System.arraycopy(from.array(), start, to.array(), at, count);
    }
}
