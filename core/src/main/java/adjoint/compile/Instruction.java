package adjoint.compile;

import adjoint.expr.Body;
import adjoint.expr.Dot;
import adjoint.expr.Nested;
import adjoint.expr.Op;
import adjoint.expr.Rows;
import adjoint.tensor.ShapeException;
import adjoint.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** One step of a plan: reads the arrays of some nodes and fills those of others. */
abstract sealed class Instruction permits Instruction.Call, Instruction.Copy, Product, Fused {
    /** Its place in the schedule. */
    int position;

    /** Whether it gives the same at every run, so that once is enough. */
    boolean invariant;

    /** The nodes whose arrays are read: leaves, or nodes that instructions compute. */
    abstract List<Node> reads();

    /** The nodes that are computed, each with an array of its own. */
    abstract List<Node> writes();

    /** Whether the array of a node that is read may be that of a node that is written. */
    abstract boolean canOverwrite(Node read, Node written);

    /** Code over fixed arrays. */
    abstract Runnable bind(Buffers buffers);

    /**
     * The same code in pieces for several threads, with one entry of {@link Rows#own} for each of {@link #reads}; empty
     * where one thread has to do it all.
     */
    abstract Optional<Rows> rows(Buffers buffers);

    /** The same code for several threads that first sum up terms of their own; empty where there is no such sum. */
    Optional<Sums> sums(Buffers buffers, int threads) {
        return Optional.empty();
    }

    /**
     * A sum of many terms in two steps.
     *
     * @param count how many terms there are
     * @param own for each entry of {@link #reads}, whether term i is made from its row i; the others are read at the end
     * @param code makes the code by which a thread sums up the terms from one on up to another, exclusive, for itself
     * @param end makes the code that adds up what the threads have, into some rows of the result
     */
    record Sums(int count, boolean[] own, Part code, Rows.Code end) {
        /** Makes the code of one thread. */
        @FunctionalInterface
        interface Part {
            Runnable bind(int thread, int from, int to);
        }
    }

    /** What is computed, in a few words. */
    abstract String label();

    /** An error met in binding or running, with the op and the user's line. */
    final RuntimeException explained(RuntimeException error, Buffers buffers) {
        return writes().get(0).expr.explained(error, buffers.sizes());
    }

    /** Does something for this instruction, and explains what goes wrong with shapes. */
    final <R> R explaining(Buffers buffers, Supplier<R> work) {
        try {
            return work.get();
        } catch (ShapeException e) {
            throw explained(e, buffers);
        }
    }

    /** Floating-point operations and bytes moved by one run, for the profile. */
    abstract Work work(Buffers buffers);

    /** The size of an instruction's work. */
    record Work(double flops, double bytes) {}

    /** The bytes of all arrays read and written. */
    final Work traffic(Buffers buffers, double flops) {
        double bytes = 0;
        for (List<Node> nodes : List.of(reads(), writes())) {
            for (Node node : nodes) {
                bytes +=
                        (double) buffers.tensor(node).size() * node.expr.dtype().bytes();
            }
        }
        return new Work(flops, bytes);
    }

    @Override
    public final String toString() {
        return writes().stream().map(Node::toString).collect(Collectors.joining(", ")) + " = " + label() + "  : "
                + writes().get(0).expr.type();
    }

    /** Any op, by its own bound form. */
    static final class Call extends Instruction {
        private final Node node;
        private final Map<Body, Inner> inner = new HashMap<>();

        Call(Node node) {
            this.node = node;
        }

        @Override
        List<Node> reads() {
            return Arrays.stream(node.in).map(Node::storage).toList();
        }

        @Override
        List<Node> writes() {
            return List.of(node);
        }

        @Override
        boolean canOverwrite(Node read, Node written) {
            return false;
        }

        @Override
        Runnable bind(Buffers buffers) {
            Op op = node.op().resolve(buffers.sizes());
            Tensor[] in = Arrays.stream(node.in).map(buffers::tensor).toArray(Tensor[]::new);
            Tensor out = buffers.tensor(node);
            return op instanceof Nested nested
                    ? nested.bind(in, out, body -> inner(body).bind(buffers.sizes()))
                    : op.bind(in, out);
        }

        /** The plan of a graph inside the op, made once for all sizes. */
        private Inner inner(Body body) {
            return inner.computeIfAbsent(body, Inner::new);
        }

        @Override
        Optional<Rows> rows(Buffers buffers) {
            Op op = node.op().resolve(buffers.sizes());
            return op.rows(Arrays.stream(node.in).map(buffers::tensor).toArray(Tensor[]::new), buffers.tensor(node));
        }

        @Override
        String label() {
            List<String> in = new ArrayList<>();
            for (Node input : node.in) {
                in.add(name(input));
            }
            return node.op().label() + "(" + String.join(", ", in) + ")";
        }

        @Override
        Work work(Buffers buffers) {
            double flops = 0;
            if (node.op() instanceof Dot dot) {
                flops = Product.flops(dot, buffers.tensor(node.in[0]), buffers.tensor(node));
            }
            return traffic(buffers, flops);
        }
    }

    /** A copy, where a value must outlive the array it stands in. */
    static final class Copy extends Instruction {
        private final Node from;
        private final Node to;

        Copy(Node from, Node to) {
            this.from = from;
            this.to = to;
        }

        @Override
        List<Node> reads() {
            return List.of(from.storage());
        }

        @Override
        List<Node> writes() {
            return List.of(to);
        }

        @Override
        boolean canOverwrite(Node read, Node written) {
            return false;
        }

        @Override
        Runnable bind(Buffers buffers) {
            Tensor source = buffers.tensor(from);
            Tensor target = buffers.tensor(to);
            return () -> target.assign(source);
        }

        @Override
        Optional<Rows> rows(Buffers buffers) {
            return Optional.empty();
        }

        @Override
        String label() {
            return "copy(" + name(from) + ")";
        }

        @Override
        Work work(Buffers buffers) {
            return traffic(buffers, 0);
        }
    }

    /** How labels call a node: by its leaf's name or its number. */
    static String name(Node node) {
        Node storage = node.storage();
        return storage.isLeaf() ? storage.op().print(List.of()) : storage.toString();
    }
}
