package adjoint.expr;

import adjoint.exact.Exact;
import adjoint.exact.ExactTensor;
import adjoint.tensor.Tensor;
import java.util.Arrays;

/** Exact values of indexing ops that add. */
final class ExactPlaces {
    private ExactPlaces() {}

    /** Zeros of a shape with slices added at the indices along an axis. */
    static Exact[] added(int axis, ExactTensor[] in, int[] shape) {
        Exact[] out = new Exact[Tensor.sizeOf(shape)];
        Arrays.fill(out, Exact.ZERO);
        int inner = Tensor.strides(shape)[axis];
        for (int i = 0; i < in[0].size(); i++) {
            int run = i / inner;
            int block = run / in[1].size();
            int place = (int) in[1].get(run % in[1].size()).toDouble();
            int at = (block * shape[axis] + place) * inner + i % inner;
            out[at] = out[at].plus(in[0].get(i));
        }
        return out;
    }

    /** The running sum within each group, from the front or from the back. */
    static Exact[] summed(Groups groups, boolean reversed, ExactTensor in) {
        Exact[] out = in.values().clone();
        int length = groups.steps().length;
        for (int start : groups.starts()) {
            for (int j = 1; j < length; j++) {
                int at = start + groups.steps()[reversed ? length - 1 - j : j];
                int before = start + groups.steps()[reversed ? length - j : j - 1];
                out[at] = out[at].plus(out[before]);
            }
        }
        return out;
    }
}
