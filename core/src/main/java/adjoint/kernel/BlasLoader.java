package adjoint.kernel;

/**
 * Loads {@link Blas} ahead of its first use. Unpacking and linking native code takes as long as a graph takes to be built and
 * differentiated, and can go on beside that.
 */
public final class BlasLoader {
    private BlasLoader() {}

    /** Starts loading on a thread of its own; whoever needs a product meanwhile waits for it. */
    public static void start() {
        Thread loader = new Thread(Blas::description, "adjoint-blas-loader");
        loader.setDaemon(true);
        loader.start();
    }
}
