package adjoint.compile;

import adjoint.tensor.ShapeException;
import adjoint.tensor.Tensor;
import java.util.List;

/**
 * A plan with arrays for one set of sizes: fill the inputs, run, read the outputs. Running allocates nothing. Not safe for
 * use by several threads at once.
 *
 * <pre>{@code
 * Bound step = f.bind(new int[] {128, 240}, new int[] {128, 1});
 * ... fill step.input(0).doubles() and step.input(1).doubles() ...
 * step.run();
 * double loss = step.output(0).get(0);
 * }</pre>
 */
public final class Bound {
    private final List<Tensor> inputs;
    private final List<Tensor> outputs;
    private final Runnable[] code;

    /** Who runs the code, where several threads do; else null. */
    private final Team team;

    private final List<Step> steps;
    private final Buffers buffers;
    private final Runnable[] commits;

    /**
     * @param threads how many threads share the work
     * @param always whether they do even where it is not worth it
     */
    Bound(Plan plan, Buffers buffers, int threads, boolean always) {
        this.buffers = buffers;
        this.inputs = plan.inputs().stream().map(buffers::input).toList();
        this.outputs = plan.outputs().stream().map(buffers::tensor).toList();
        for (Instruction instruction : plan.instructions()) {
            if (instruction.invariant) {
                instruction.explaining(() -> instruction.bind(buffers)).run();
            }
        }
        List<Instruction> repeated =
                plan.instructions().stream().filter(i -> !i.invariant).toList();
        this.steps = repeated.stream().map(i -> new Step(i, plan, buffers)).toList();
        this.team = threads > 1 && (always || Team.isWorthIt(steps)) ? new Team(repeated, buffers, threads) : null;
        this.code = team != null
                ? team.steps()
                : repeated.stream()
                        .map(i -> i.explaining(() -> i.bind(buffers)))
                        .toArray(Runnable[]::new);
        this.commits = plan.commits().stream()
                .map(commit -> {
                    Tensor state = commit.state().value();
                    Tensor value = buffers.tensor(commit.value());
                    return (Runnable) () -> state.assign(value);
                })
                .toArray(Runnable[]::new);
    }

    /** The array of an input, to be filled before a run; it keeps its content until it is filled again. */
    public Tensor input(int i) {
        return inputs.get(i);
    }

    /** An output, valid until the next run, which overwrites it. */
    public Tensor output(int i) {
        return outputs.get(i);
    }

    public int outputCount() {
        return outputs.size();
    }

    /** Computes the outputs from the inputs, and updates shared variables. */
    public void run() {
        if (team != null) {
            team.run();
        } else {
            runAlone();
        }
        for (Runnable commit : commits) {
            commit.run();
        }
    }

    private void runAlone() {
        int i = 0;
        try {
            for (; i < code.length; i++) {
                code[i].run();
            }
        } catch (ShapeException | IndexOutOfBoundsException e) {
            throw steps.get(i).explained(e);
        }
    }

    /** The bytes of the arrays that hold what lies between inputs and outputs. */
    public long bufferBytes() {
        return buffers.bytes();
    }

    /** The most bytes that such values need at one moment: no assignment of arrays in this order can do with less. */
    public long livenessBound() {
        return buffers.bound();
    }

    /** Is told of each instruction that has run. */
    public interface Watch {
        /** @param nanos how long it took */
        void ran(Step step, long nanos);
    }

    /** As {@link #run()}, with somebody watching; what the watch throws ends the run before variables are committed. */
    public void run(Watch watch) {
        for (int i = 0; i < code.length; i++) {
            long start = System.nanoTime();
            try {
                code[i].run();
            } catch (ShapeException | IndexOutOfBoundsException e) {
                throw steps.get(i).explained(e);
            }
            watch.ran(steps.get(i), System.nanoTime() - start);
        }
        for (Runnable commit : commits) {
            commit.run();
        }
    }

    /** What runs, in order. */
    public List<Step> steps() {
        return steps;
    }
}
