package adjoint.run;

import adjoint.compile.BoundPlan;
import adjoint.compile.Step;
import adjoint.kernel.Blas;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Where a step's time goes: the median time of each instruction over many runs, its share of the whole, what it achieves
 * (GFLOP/s, where an elementwise function counts as one operation, and GB/s of all that it reads and writes), the nodes it
 * computes and the user's line they come from; and the memory that the plan takes, beside the least that its order allows. Made by {@link #of} or by a function in {@link Mode#PROFILE}.
 */
public final class Profile {
    /** Runs that are kept for the medians; later ones replace the oldest. */
    private static final int KEPT = 1000;

    private final BoundPlan bound;
    private final List<Step> steps;
    private final long[][] nanos;
    private long runs;
    private int at;

    Profile(BoundPlan bound) {
        this.bound = bound;
        this.steps = bound.steps();
        this.nanos = new long[steps.size()][KEPT];
    }

    /** Runs a bound function many times and measures it; shared variables are updated each time. */
    public static Profile of(BoundPlan bound, int runs) {
        Profile profile = new Profile(bound);
        for (int i = 0; i < runs; i++) {
            profile.run();
        }
        return profile;
    }

    /** The instructions in order: the numbers of {@link #micros} are their places. */
    public List<Step> steps() {
        return steps;
    }

    BoundPlan bound() {
        return bound;
    }

    void run() {
        at = 0;
        int slot = (int) (runs++ % KEPT);
        bound.run((step, time) -> nanos[at++][slot] = time);
    }

    /** The median time of one instruction in microseconds. */
    public double micros(int step) {
        long[] sorted = Arrays.copyOf(nanos[step], (int) Math.min(runs, KEPT));
        Arrays.sort(sorted);
        return sorted.length == 0 ? 0 : sorted[sorted.length / 2] / 1e3;
    }

    /** The sum of all instructions' median times in microseconds. */
    public double totalMicros() {
        return IntStream.range(0, steps.size()).mapToDouble(this::micros).sum();
    }

    /** A table, the slowest instruction first. */
    @Override
    public String toString() {
        double[] micros =
                IntStream.range(0, steps.size()).mapToDouble(this::micros).toArray();
        double total = Arrays.stream(micros).sum();
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%d instructions, %.1f us a run (medians of %d runs), products by %s%n",
                steps.size(),
                total,
                Math.min(runs, KEPT),
                Blas.description()));
        text.append(String.format(
                Locale.ROOT,
                "buffers %.1f kB, liveness bound %.1f kB (%.2f times)%n",
                bound.bufferBytes() / 1024.0,
                bound.livenessBound() / 1024.0,
                (double) bound.bufferBytes() / Math.max(1, bound.livenessBound())));
        text.append("      us  share  GFLOP/s    GB/s  instruction, and the line it comes from\n");
        IntStream.range(0, steps.size())
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -micros[i]).thenComparing(i -> i))
                .forEach(i -> text.append(String.format(
                        Locale.ROOT,
                        "%8.2f %5.1f%% %8.2f %7.2f  %s  at %s%n",
                        micros[i],
                        100 * micros[i] / total,
                        steps.get(i).flops() / micros[i] / 1e3,
                        steps.get(i).bytes() / micros[i] / 1e3,
                        steps.get(i),
                        steps.get(i).line())));
        return text.toString();
    }
}
