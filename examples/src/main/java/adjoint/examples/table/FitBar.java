package adjoint.examples.table;

import java.util.Locale;
import java.util.function.IntConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar on standard error over the epochs of all networks; it jumps ahead where one stops early. */
final class FitBar implements IntConsumer, AutoCloseable {
    private final ProgressBar bar;

    /** @param epochs of all networks together, at most */
    FitBar(long epochs) {
        this.bar = new ProgressBarBuilder()
                .setTaskName("fit")
                .setInitialMax(epochs)
                .setStyle(ProgressBarStyle.ASCII)
                .build();
    }

    @Override
    public void accept(int done) {
        bar.stepBy(done);
    }

    /** Shows a figure beside the bar. */
    void show(String name, double figure) {
        bar.setExtraMessage(String.format(Locale.ROOT, " %s %.3f", name, figure));
    }

    @Override
    public void close() {
        bar.close();
    }
}
