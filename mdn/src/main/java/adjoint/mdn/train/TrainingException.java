package adjoint.mdn.train;

/** Training that cannot go on, because its loss is no longer a finite number. */
public final class TrainingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TrainingException(String message) {
        super(message);
    }
}
