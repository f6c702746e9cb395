package adjoint.examples.io;

import java.util.Locale;

/** Refuses what would not fit into memory, before it is begun. */
public final class Heap {
    /** Part of the heap that one thing may take. */
    private static final double SHARE = 0.75;

    private static final double MEGA = 1e6;

    private Heap() {}

    /**
     * Passes what fits into the largest heap that Java may take.
     *
     * @param what the file or option, and what is to be held
     * @param bytes about how much it takes
     * @param cure what to do instead of giving Java more memory
     * @throws DataException if it does not fit; the message says the size it would take
     */
    public static void require(String what, double bytes, String cure) {
        require(what, bytes, cure, Runtime.getRuntime().maxMemory());
    }

    static void require(String what, double bytes, String cure, long most) {
        if (bytes > SHARE * most) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "%s would take about %.0f MB of memory, but Java has %.0f MB; %s, or give it more with -Xmx%.0fm",
                    what,
                    bytes / MEGA,
                    most / MEGA,
                    cure,
                    Math.ceil(bytes / SHARE / (1 << 20))));
        }
    }
}
