package adjoint.examples.network;

import adjoint.examples.io.DataException;
import adjoint.examples.io.Heap;
import adjoint.mdn.layer.Activation;
import adjoint.mdn.layer.Architecture;
import adjoint.mdn.mixture.Covariance;
import adjoint.mdn.model.Head;
import adjoint.tensor.DType;
import java.util.List;
import java.util.Locale;

/** Refuses networks that would not fit into memory, under the names of their options, before anything is made. */
public final class NetworkSize {
    /** Parameters, their gradients, two moments, new values and the best so far. */
    private static final int COPIES = 6;

    private NetworkSize() {}

    /** Passes one network of isotropic components of one target. */
    public static void require(int inputs, List<Integer> hidden, int components, DType dtype) {
        Head head = new Head(components, Covariance.ISOTROPIC, 0);
        require(new Architecture(inputs, hidden, 1, Activation.TANH, dtype), head, 1, 1);
    }

    /**
     * Passes networks that fit.
     *
     * @param together how many are in training at a time
     * @param kept how many there are in the end
     * @throws DataException if they do not; the message says the size they would take
     */
    public static void require(Architecture architecture, Head head, int together, int kept) {
        double outputs = head.outputs(architecture.targets());
        double parameters = architecture.parameters(outputs);
        String what = String.format(
                Locale.ROOT,
                "--hidden %s with --components %d: %d x %.0f parameters",
                architecture.hidden().toString().replaceAll("[\\[\\] ]", ""),
                head.components(),
                kept,
                parameters);
        Heap.require(
                what,
                parameters * architecture.dtype().bytes() * ((double) COPIES * together + kept),
                "lower one of the two");
        if (largestLayer(architecture, outputs) > Integer.MAX_VALUE) {
            throw new DataException(what + " are more than an array can hold; lower one of the two");
        }
    }

    private static double largestLayer(Architecture architecture, double outputs) {
        double largest = 0;
        double before = architecture.inputs();
        for (int width : architecture.hidden()) {
            largest = Math.max(largest, before * width);
            before = width;
        }
        return Math.max(largest, before * outputs);
    }
}
