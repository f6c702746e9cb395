package adjoint.compile;

import adjoint.expr.Rows;
import adjoint.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * The code of one instruction, a share for each of several threads, and which arrays the shares touch.
 *
 * @param code by thread; null where a thread has nothing to do
 * @param touches the arrays that are read and written
 */
record WorkShares(Runnable[] code, List<Touch> touches) {
    /** Products are computed eight rows at a time. */
    private static final int GROUP = 8;

    /** How an instruction's shares touch an array. */
    record Touch(Object array, boolean writes, Claim claim) {
        /** Whether some thread may meet there with what another one has done since all last met. */
        private boolean collidesWithAny(Map<Object, List<Touch>> earlier) {
            return earlier.getOrDefault(array, List.of()).stream().anyMatch(this::collidesWith);
        }

        /** Whether this may not happen before what stands earlier in the order, whoever does it. */
        private boolean mustFollow(Map<Object, List<Touch>> earlier) {
            return earlier.getOrDefault(array, List.of()).stream().anyMatch(other -> writes || other.writes);
        }

        private boolean collidesWith(Touch other) {
            return (writes || other.writes) && !(claim.isApart() && claim.equals(other.claim));
        }
    }

    /** Which thread touches which elements of an array. */
    sealed interface Claim {
        /** Whether under this claim no two threads touch the same element. */
        boolean isApart();

        /** Every thread its own rows of so many elements. */
        record OwnRows(int count, int row) implements Claim {
            @Override
            public boolean isApart() {
                return true;
            }
        }

        /** The first thread all. */
        record FirstThread() implements Claim {
            @Override
            public boolean isApart() {
                return true;
            }
        }

        /** Any thread any elements. */
        record Any() implements Claim {
            @Override
            public boolean isApart() {
                return false;
            }
        }
    }

    /** An instruction divided among all threads; empty where it cannot be. */
    static Optional<WorkShares> divided(Instruction instruction, Buffers buffers, int threads) {
        return instruction
                .rows(buffers)
                .filter(rows -> rows.count() > 1)
                .map(rows -> new WorkShares(
                        code(rows, threads),
                        touches(
                                instruction,
                                buffers,
                                input -> rows.own()[input]
                                        ? ownRows(
                                                rows,
                                                buffers,
                                                instruction.reads().get(input))
                                        : new Claim.Any(),
                                rows.areRows()
                                        ? ownRows(
                                                rows,
                                                buffers,
                                                instruction.writes().get(0))
                                        : new Claim.Any())));
    }

    private static Runnable[] code(Rows rows, int threads) {
        Runnable[] code = new Runnable[threads];
        forEachThread(
                rows.count(),
                threads,
                (thread, from, to) -> code[thread] = rows.code().bind(from, to));
        return code;
    }

    private interface Piece {
        void take(int thread, int from, int to);
    }

    private static void forEachThread(int count, int threads, Piece piece) {
        int group = count >= 2 * GROUP * threads ? GROUP : 1;
        int share = (count + group * threads - 1) / (group * threads) * group;
        for (int thread = 0, from = 0; from < count; thread++, from += share) {
            piece.take(thread, from, Math.min(from + share, count));
        }
    }

    /**
     * The two steps of an instruction that sums up many terms: what all threads do by themselves, and what each does for some
     * rows of the result then. What lies between stands for an array of its own.
     */
    static List<WorkShares> summed(Instruction instruction, Buffers buffers, int threads, Instruction.Sums sums) {
        Runnable[] code = new Runnable[threads];
        forEachThread(
                sums.count(),
                threads,
                (thread, from, to) -> code[thread] = sums.code().bind(thread, from, to));
        Object between = new Object[0];
        List<Touch> first = new ArrayList<>(List.of(new Touch(between, true, new Claim.Any())));
        List<Touch> second = new ArrayList<>(List.of(new Touch(between, false, new Claim.Any())));
        for (int i = 0; i < sums.own().length; i++) {
            Node node = instruction.reads().get(i);
            Object array = buffers.tensor(node).array();
            if (sums.own()[i]) {
                Claim own = new Claim.OwnRows(sums.count(), buffers.tensor(node).size() / sums.count());
                first.add(new Touch(array, false, own));
            } else {
                second.add(new Touch(array, false, new Claim.Any()));
            }
        }
        Tensor out = buffers.tensor(instruction.writes().get(0));
        int rows = Rows.count(out.shape());
        second.add(new Touch(out.array(), true, new Claim.OwnRows(rows, out.size() / rows)));
        Runnable[] end = new Runnable[threads];
        forEachThread(
                rows, threads, (thread, from, to) -> end[thread] = sums.end().bind(from, to));
        return List.of(new WorkShares(code, first), new WorkShares(end, second));
    }

    /** An instruction left to the first thread. */
    static WorkShares alone(Instruction instruction, Buffers buffers, int threads) {
        Runnable[] code = new Runnable[threads];
        code[0] = instruction.bind(buffers);
        Claim only = new Claim.FirstThread();
        return new WorkShares(code, touches(instruction, buffers, input -> only, only));
    }

    /** Whether these shares can run with others before the threads meet, and before what comes earlier in the order. */
    boolean fit(Map<Object, List<Touch>> others, Map<Object, List<Touch>> earlier) {
        return touches.stream().noneMatch(touch -> touch.collidesWithAny(others) || touch.mustFollow(earlier));
    }

    void note(Map<Object, List<Touch>> where) {
        touches.forEach(touch ->
                where.computeIfAbsent(touch.array(), array -> new ArrayList<>()).add(touch));
    }

    private static Claim ownRows(Rows rows, Buffers buffers, Node node) {
        return new Claim.OwnRows(rows.count(), buffers.tensor(node).size() / rows.count());
    }

    private static List<Touch> touches(
            Instruction instruction, Buffers buffers, IntFunction<Claim> read, Claim written) {
        List<Touch> touches = new ArrayList<>();
        for (int i = 0; i < instruction.reads().size(); i++) {
            Object array = buffers.tensor(instruction.reads().get(i)).array();
            touches.add(new Touch(array, false, read.apply(i)));
        }
        for (Node node : instruction.writes()) {
            touches.add(new Touch(buffers.tensor(node).array(), true, written));
        }
        return touches;
    }

    /** One thread's share. */
    void run(int thread) {
        if (code[thread] != null) {
            code[thread].run();
        }
    }
}
