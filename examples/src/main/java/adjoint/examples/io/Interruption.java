package adjoint.examples.io;

import java.util.concurrent.atomic.AtomicReference;

/**
 * A program that is told to end (by Ctrl-C or SIGTERM) says on standard error what becomes of its run. Files are written whole
 * or not at all, so there is nothing else to be done.
 */
public final class Interruption {
    private static final AtomicReference<String> MESSAGE = new AtomicReference<>();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(Interruption::say));
    }

    private Interruption() {}

    private static void say() {
        String message = MESSAGE.get();
        if (message != null) {
            System.err.println(System.lineSeparator() + "adjoint: " + message);
        }
    }

    /** Does work that goes on from its checkpoints with {@code --resume}. */
    public static void resumable(OutputFolder out, Runnable work) {
        telling(
                "stopped; what is done is kept in " + out.path()
                        + ": repeat the command with --resume added to go on from there",
                work);
    }

    /** Does work that has to be begun anew. */
    public static void lost(Runnable work) {
        telling("stopped before anything was written; repeat the command to begin anew", work);
    }

    private static void telling(String message, Runnable work) {
        MESSAGE.set(message);
        try {
            work.run();
        } finally {
            MESSAGE.set(null);
        }
    }
}
