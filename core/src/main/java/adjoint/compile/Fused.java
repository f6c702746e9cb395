package adjoint.compile;

import adjoint.expr.Elementwise;
import adjoint.expr.Rows;
import adjoint.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Elementwise ops of one shape, computed together tile by tile, so that what lies between them never leaves the cache. */
final class Fused extends Instruction {
    /** The ops in order. */
    private final List<Node> members;

    /** What is read from outside, by operand node. */
    private final Map<Node, StridedOperand> operands = new LinkedHashMap<>();

    /** The members that others read. */
    private final Set<Node> outputs = new LinkedHashSet<>();

    private final List<Node> reads;
    private final Map<Node, Boolean> overwritable = new IdentityHashMap<>();

    Fused(List<Node> members) {
        this.members = List.copyOf(members);
        for (Node member : members) {
            member.by = this;
        }
        for (Node member : members) {
            for (Node input : member.in) {
                if (input.by != this) {
                    operands.computeIfAbsent(input, StridedOperand::of);
                }
            }
            if (member.root || isReadOutside(member)) {
                outputs.add(member);
            }
        }
        Set<Node> storages = new LinkedHashSet<>();
        for (StridedOperand access : operands.values()) {
            Node storage = access.storage();
            storages.add(storage);
            boolean safe = access.isWhole() && access.base().sameShape(members.get(0));
            overwritable.merge(storage, safe, Boolean::logicalAnd);
        }
        this.reads = List.copyOf(storages);
    }

    private boolean isReadOutside(Node member) {
        for (Node user : member.users) {
            if (user.by != this) {
                return true;
            }
        }
        return false;
    }

    List<Node> members() {
        return members;
    }

    Map<Node, StridedOperand> operands() {
        return operands;
    }

    @Override
    List<Node> reads() {
        return reads;
    }

    @Override
    List<Node> writes() {
        return List.copyOf(outputs);
    }

    boolean isOutput(Node member) {
        return outputs.contains(member);
    }

    @Override
    boolean canOverwrite(Node read, Node written) {
        return overwritable.get(read) && read.expr.dtype() == written.expr.dtype();
    }

    @Override
    Runnable bind(Buffers buffers) {
        return TileBinder.bind(this, buffers);
    }

    @Override
    Optional<Rows> rows(Buffers buffers) {
        int[] dims = members.get(0).expr.shape().evaluate(buffers.sizes());
        int count = Rows.count(dims);
        if (count < 2) {
            return Optional.empty();
        }
        boolean[] own = new boolean[reads.size()];
        Arrays.fill(own, true);
        for (StridedOperand access : operands.values()) {
            own[reads.indexOf(access.storage())] &= access.keepsRows(buffers.sizes(), dims);
        }
        int row = Tensor.sizeOf(dims) / count;
        return Optional.of(
                new Rows(count, true, own, (from, to) -> TileBinder.bind(this, buffers, from * row, to * row)));
    }

    @Override
    String label() {
        Map<Node, String> text = new IdentityHashMap<>();
        StringBuilder all = new StringBuilder();
        for (Node member : members) {
            List<String> in = new ArrayList<>();
            for (Node input : member.in) {
                in.add(
                        input.by == this
                                ? text.get(input)
                                : name(operands.get(input).base()));
            }
            boolean shown = outputs.contains(member) || member.users.size() > 1;
            String printed = member.op().print(in);
            text.put(member, shown || printed.length() > 200 ? member.toString() : printed);
            if (shown || printed.length() > 200) {
                all.append(all.length() == 0 ? "" : "; ")
                        .append(member)
                        .append(" = ")
                        .append(printed);
            }
        }
        return "fused{" + all + "}"
                + outputs.stream()
                        .filter(node -> node.target != null)
                        .map(node -> " " + node + " into " + node.target.name())
                        .collect(Collectors.joining());
    }

    @Override
    Work work(Buffers buffers) {
        double n = buffers.tensor(writes().get(0)).size();
        return traffic(
                buffers,
                n
                        * members.stream()
                                .filter(node -> node.op() instanceof Elementwise)
                                .count());
    }
}
