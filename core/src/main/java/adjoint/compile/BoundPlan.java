package adjoint.compile;

import adjoint.expr.VariableLocks;
import adjoint.tensor.AdjointException;
import adjoint.tensor.Arguments;
import adjoint.tensor.ErrorCode;
import adjoint.tensor.ShapeException;
import adjoint.tensor.Tensor;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A plan with arrays for one set of sizes: fill the inputs, run, read the outputs. Running allocates nothing.
 *
 * <p>A bound plan belongs to the thread that ran it first, since its arrays would mix what two threads fill in: any other
 * thread is refused until the owner has ended, or has let go of it by {@link #release}. Runs of different bound plans take
 * turns as {@link adjoint.run.CompiledFunction} says.
 *
 * <pre>{@code
 * BoundPlan step = f.bind(new int[] {128, 240}, new int[] {128, 1});
 * ... fill step.input(0).doubles() and step.input(1).doubles() ...
 * step.run();
 * double loss = step.output(0).get(0);
 * }</pre>
 */
public final class BoundPlan {
    private final List<Tensor> inputs;
    private final List<Tensor> outputs;
    private final Runnable[] code;

    /** Who runs the code, where several threads do; else null. */
    private final ThreadTeam team;

    private final List<Step> steps;
    private final Buffers buffers;
    private final Runnable[] commits;
    private final VariableLocks turns;
    private final AtomicReference<Thread> owner = new AtomicReference<>();
    private boolean running;

    /**
     * @param threads how many threads share the work
     * @param always whether they do even where it is not worth it
     */
    BoundPlan(Plan plan, Buffers buffers, int threads, boolean always) {
        this.buffers = buffers;
        this.turns = plan.turns();
        this.inputs = plan.inputs().stream().map(buffers::input).toList();
        this.outputs = plan.outputs().stream().map(buffers::tensor).toList();
        for (Instruction instruction : plan.instructions()) {
            if (instruction.invariant) {
                instruction.explaining(buffers, () -> instruction.bind(buffers)).run();
            }
        }
        List<Instruction> repeated =
                plan.instructions().stream().filter(i -> !i.invariant).toList();
        this.steps = repeated.stream().map(i -> new Step(i, plan, buffers)).toList();
        this.team = threads > 1 && (always || ThreadTeam.isWorthIt(steps))
                ? new ThreadTeam(repeated, buffers, threads)
                : null;
        this.code = team != null
                ? team.steps()
                : repeated.stream()
                        .map(i -> i.explaining(buffers, () -> i.bind(buffers)))
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
        enter();
        VariableLocks.Held turn = turns.take();
        try {
            if (team != null) {
                team.run();
            } else {
                runAlone();
            }
            commit();
        } finally {
            turn.end();
            running = false;
        }
    }

    /** As {@link #run}, within the run of another plan, whose thread and turn it is. */
    void runInside() {
        runAlone();
    }

    private void enter() {
        Thread user = Thread.currentThread();
        Thread before = owner.get();
        boolean free = before == null || !before.isAlive();
        if (before != user && !(free && owner.compareAndSet(before, user))) {
            throw new AdjointException(
                    ErrorCode.STATE,
                    "run: this bound form belongs to thread '" + before.getName() + "', and thread '" + user.getName()
                            + "' would mix its values with that one's; give each thread a bound form of its own by"
                            + " bind(...), or let the first one end its use by release()");
        }
        Arguments.require(!running, "run", "", "this bound form is running already; a watch cannot run it again");
        running = true;
    }

    /** Lets another thread use this from now on; to be called by the one that did. */
    public void release() {
        owner.compareAndSet(Thread.currentThread(), null);
    }

    private void commit() {
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
        enter();
        VariableLocks.Held turn = turns.take();
        try {
            runWatched(watch);
            commit();
        } finally {
            turn.end();
            running = false;
        }
    }

    private void runWatched(Watch watch) {
        for (int i = 0; i < code.length; i++) {
            long start = System.nanoTime();
            try {
                code[i].run();
            } catch (ShapeException | IndexOutOfBoundsException e) {
                throw steps.get(i).explained(e);
            }
            watch.ran(steps.get(i), System.nanoTime() - start);
        }
    }

    /** What runs, in order. */
    public List<Step> steps() {
        return steps;
    }
}
