package adjoint.inspect;

/**
 * A box of a drawing.
 *
 * @param tip all there is to know, shown on pointing at the box
 * @param label first line
 * @param detail second line, smaller; may be empty
 * @param kind gives the colour and, of inputs and parameters, the round shape
 * @param classes of style
 * @param inputs numbers of the boxes whose edges end at this one's upper side
 */
record DrawnBox(String tip, String label, String detail, NodeKind kind, String classes, int[] inputs) {
    /** An estimate in pixels, since what fonts the reader has is unknown. */
    double width() {
        return Math.max(44, 16 + Math.max(7.1 * label.length(), 5.9 * detail.length()));
    }

    boolean isRound() {
        return kind == NodeKind.INPUT || kind == NodeKind.PARAMETER;
    }
}
