package adjoint.compile;

import adjoint.kernel.Workers;
import adjoint.tensor.ShapeException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * Several threads that run the same instructions side by side, each its shares. They wait for each other only before an
 * instruction that touches what another thread may have touched since they last met: as long as each stays in its own rows
 * of the batch, through layer after layer, none waits.
 */
final class Team implements Runnable {
    /** From so many operations a run on, handing work to other threads pays. */
    private static final double SHARED = 1 << 18;

    private final int threads;
    private final List<Stage> stages = new ArrayList<>();

    /** What the threads do between two meetings. */
    private record Stage(List<Instruction> instructions, List<Shares> shares) implements IntConsumer {
        /** The way of one thread through all steps. */
        @Override
        public void accept(int thread) {
            for (int i = 0; i < shares.size(); i++) {
                try {
                    shares.get(i).run(thread);
                } catch (ShapeException | IndexOutOfBoundsException e) {
                    throw instructions.get(i).explained(e);
                }
            }
        }
    }

    /** The instructions in as few stages as their order allows. */
    Team(List<Instruction> instructions, Buffers buffers, int threads) {
        this.threads = threads;
        Map<Object, List<Shares.Touch>> touched = new IdentityHashMap<>();
        for (Instruction instruction : instructions) {
            Shares shares = instruction.explaining(() -> Shares.of(instruction, buffers, threads));
            if (stages.isEmpty() || shares.touches().stream().anyMatch(touch -> touch.collidesWithAny(touched))) {
                stages.add(new Stage(new ArrayList<>(), new ArrayList<>()));
                touched.clear();
            }
            Stage stage = stages.get(stages.size() - 1);
            stage.instructions.add(instruction);
            stage.shares.add(shares);
            for (Shares.Touch touch : shares.touches()) {
                touched.computeIfAbsent(touch.array(), array -> new ArrayList<>())
                        .add(touch);
            }
        }
    }

    /** Code for each instruction by itself, which all threads run and then meet. */
    Runnable[] steps() {
        return stages.stream()
                .flatMap(stage -> stage.shares.stream())
                .map(shares -> {
                    IntConsumer share = shares::run;
                    return (Runnable) () -> Workers.run(threads, share);
                })
                .toArray(Runnable[]::new);
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
