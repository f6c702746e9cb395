package adjoint.inspect;

import adjoint.expr.Expr;
import adjoint.expr.Op;
import java.util.Arrays;

/** What sort of work a node does, and how pictures colour it. */
enum NodeKind {
    INPUT(Op.Work.INPUT, "#2f7fc1"),
    PARAMETER(Op.Work.PARAMETER, "#2a9a63"),
    CONSTANT(Op.Work.CONSTANT, "#8a8a8a"),
    ELEMENTWISE(Op.Work.ELEMENTWISE, "#8f7d10"),
    REDUCTION(Op.Work.REDUCTION, "#d1602c"),
    PRODUCT(Op.Work.PRODUCT, "#b0539e"),
    MOVEMENT(Op.Work.MOVEMENT, "#5b6bbf"),
    HOOK(Op.Work.HOOK, "#c2405a"),
    OTHER(Op.Work.OTHER, "#6d7f7a");

    private final Op.Work work;
    /** The word in legends. */
    final String word;
    /** A middle tone, readable on white and on near-black. */
    final String colour;

    NodeKind(Op.Work work, String colour) {
        this.work = work;
        this.word = work.word();
        this.colour = colour;
    }

    static NodeKind of(Expr node) {
        return Arrays.stream(values())
                .filter(one -> one.work == node.op().work())
                .findFirst()
                .orElseThrow();
    }
}
