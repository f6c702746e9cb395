package adjoint.inspect;

import adjoint.expr.Elementwise;
import adjoint.expr.Expr;
import adjoint.expr.Leaf;
import java.util.List;

/** The few words by which a picture shows a node. */
final class NodeLabel {
    private static final String PLACE = "\u00b7";

    private NodeLabel() {}

    /** The name of a leaf; of another node its op, with the small constants it uses and a dot for every other input. */
    static String of(Expr node) {
        String words = application(node);
        return node.op() instanceof Leaf || node.name() == null ? words : node.name() + " = " + words;
    }

    private static String application(Expr node) {
        List<String> inputs = node.inputs().stream().map(NodeLabel::input).toList();
        String printed = node.op().print(inputs);
        boolean plain = inputs.stream().allMatch(PLACE::equals)
                && printed.startsWith(node.op().label());
        if (plain) {
            return node.op().label();
        }
        boolean wrapped = node.op() instanceof Elementwise && printed.startsWith("(") && printed.endsWith(")");
        return wrapped ? printed.substring(1, printed.length() - 1) : printed;
    }

    private static String input(Expr input) {
        return Folding.isInLabel(input) ? input.op().print(List.of()) : PLACE;
    }
}
