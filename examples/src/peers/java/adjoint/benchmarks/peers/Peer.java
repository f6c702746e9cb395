package adjoint.benchmarks.peers;

import java.util.List;

/** A training step in some library, with its data and parameters in that library's own memory. */
interface Peer extends AutoCloseable {
    /** Computes the loss, its gradient by all parameters, and one step of gradient descent; returns the loss. */
    double step();

    /** All parameters, each row-major and in the order and layout of {@link Task#parameters()}. */
    List<double[]> parameters();

    @Override
    void close();
}
