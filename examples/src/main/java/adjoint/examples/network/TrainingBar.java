package adjoint.examples.network;

import adjoint.mdn.train.Progress;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar on standard error with the epoch and the running training loss. */
final class TrainingBar implements Progress, AutoCloseable {
    private static final int MILLISECONDS_BETWEEN_DRAWINGS = 250;
    private static final long NANOS = 1_000_000L * MILLISECONDS_BETWEEN_DRAWINGS;

    private final int epochs;
    private final String figure;
    private final ProgressBar bar;
    private long told = System.nanoTime() - NANOS;

    /**
     * @param task what is trained
     * @param figure name of the running loss
     */
    TrainingBar(String task, int epochs, String figure) {
        this.epochs = epochs;
        this.figure = figure;
        this.bar = new ProgressBarBuilder()
                .setTaskName(task)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(MILLISECONDS_BETWEEN_DRAWINGS)
                .build();
    }

    @Override
    public void batch(int epoch, int batch, int batches, double loss) {
        // Batches are short, so that telling the bar of each would take a noticeable share of them.
        if (batch < batches && System.nanoTime() - told < NANOS) {
            return;
        }
        told = System.nanoTime();
        bar.maxHint((long) epochs * batches);
        bar.stepTo((epoch - 1L) * batches + batch);
        bar.setExtraMessage(String.format(Locale.ROOT, " epoch %d, %s %.4f", epoch, figure, loss));
    }

    @Override
    public void close() {
        bar.close();
    }
}
