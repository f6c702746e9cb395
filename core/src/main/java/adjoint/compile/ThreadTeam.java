package adjoint.compile;

import adjoint.kernel.Workers;
import adjoint.tensor.ShapeException;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * Several threads that run the same instructions side by side, each its shares. They wait for each other only before an
 * instruction that touches what another thread may have touched since they last met: as long as each stays in its own rows
 * of the batch, through layer after layer, none waits.
 */
final class ThreadTeam implements Runnable {
    /** From so many operations a run on, handing work to other threads pays. */
    private static final double SHARED = 1 << 18;

    /** How many instructions that have to wait may be passed over in looking for others. */
    private static final int FARTHEST = 32;

    /** Arrays of so few elements are quickly done by one thread. */
    private static final int SMALL = 2048;

    private final int threads;
    private final List<Stage> stages = new ArrayList<>();

    /** The shares of each instruction, in their order. */
    private final List<List<WorkShares>> steps = new ArrayList<>();

    /** What the threads do between two meetings. */
    private record Stage(Buffers buffers, List<Instruction> instructions, List<WorkShares> shares)
            implements IntConsumer {
        /** The way of one thread through all steps. */
        @Override
        public void accept(int thread) {
            for (int i = 0; i < shares.size(); i++) {
                try {
                    shares.get(i).run(thread);
                } catch (ShapeException | IndexOutOfBoundsException e) {
                    throw instructions.get(i).explained(e, buffers);
                }
            }
        }
    }

    /**
     * The instructions in as few stages as can be had with little search: each takes up every instruction that does not need
     * the threads to meet first, even if it stands a little further on.
     */
    ThreadTeam(List<Instruction> instructions, Buffers buffers, int threads) {
        this.threads = threads;
        List<Pending> pending = new LinkedList<>();
        for (Instruction instruction : instructions) {
            List<Pending> step = instruction.explaining(buffers, () -> pending(instruction, buffers, threads));
            steps.add(step.stream().map(Pending::whole).toList());
            pending.addAll(step);
        }
        while (!pending.isEmpty()) {
            stages.add(take(pending, buffers));
        }
    }

    /** One instruction, or the two steps of a sum. */
    private static List<Pending> pending(Instruction instruction, Buffers buffers, int threads) {
        return instruction
                .sums(buffers, threads)
                .map(sums -> WorkShares.summed(instruction, buffers, threads, sums).stream()
                        .map(shares -> new Pending(instruction, shares, shares))
                        .toList())
                .orElseGet(() -> {
                    WorkShares alone = WorkShares.alone(instruction, buffers, threads);
                    WorkShares whole =
                            WorkShares.divided(instruction, buffers, threads).orElse(alone);
                    return List.of(new Pending(instruction, whole, alone));
                });
    }

    /** What is in no stage yet: the shares that use all threads, where there are such, and those for the first one alone. */
    private record Pending(Instruction instruction, WorkShares whole, WorkShares alone) {
        /** The shares to take: one thread's where it can do at once a little that all would have to wait for. */
        WorkShares best(Map<Object, List<WorkShares.Touch>> taken, Map<Object, List<WorkShares.Touch>> left) {
            return isSmall() && !whole.fit(taken, left) ? alone : whole;
        }

        private boolean isSmall() {
            return alone.touches().stream().allMatch(touch -> Array.getLength(touch.array()) <= SMALL);
        }
    }

    /** Takes the next stage out of what is left. */
    private Stage take(List<Pending> pending, Buffers buffers) {
        Stage stage = new Stage(buffers, new ArrayList<>(), new ArrayList<>());
        Map<Object, List<WorkShares.Touch>> taken = new IdentityHashMap<>();
        Map<Object, List<WorkShares.Touch>> left = new IdentityHashMap<>();
        int passedOver = 0;
        for (Iterator<Pending> all = pending.iterator(); all.hasNext() && passedOver < FARTHEST; ) {
            Pending next = all.next();
            WorkShares shares = next.best(taken, left);
            if (shares.fit(taken, left)) {
                shares.note(taken);
                stage.instructions.add(next.instruction);
                stage.shares.add(shares);
                all.remove();
            } else {
                shares.note(left);
                passedOver++;
            }
        }
        return stage;
    }

    /** Code for each instruction by itself, which all threads run and then meet. */
    Runnable[] steps() {
        return steps.stream().map(this::inTurn).toArray(Runnable[]::new);
    }

    private Runnable inTurn(List<WorkShares> step) {
        IntConsumer[] jobs =
                step.stream().map(shares -> (IntConsumer) shares::run).toArray(IntConsumer[]::new);
        return () -> {
            for (IntConsumer job : jobs) {
                Workers.run(threads, job);
            }
        };
    }

    /** How often the threads start together and meet again in a run. */
    int stages() {
        return stages.size();
    }

    /** Whether steps are worth more than one thread. */
    static boolean isWorthIt(List<Step> steps) {
        return steps.stream().mapToDouble(Step::flops).sum() >= SHARED;
    }

    @Override
    public void run() {
        for (Stage stage : stages) {
            Workers.run(threads, stage);
        }
    }
}
