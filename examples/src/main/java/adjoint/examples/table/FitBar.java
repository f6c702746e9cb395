package adjoint.examples.table;

import adjoint.mdn.train.Epoch;
import adjoint.mdn.train.Progress;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar on standard error over the epochs of all networks; it jumps ahead where one stops early. */
final class FitBar implements Progress, AutoCloseable {
    private final int epochs;
    private final ProgressBar bar;
    private int begun;

    /**
     * @param networks to be trained in all
     * @param epochs most epochs of each
     */
    FitBar(int networks, int epochs) {
        this.epochs = epochs;
        this.bar = new ProgressBarBuilder()
                .setTaskName("fit")
                .setInitialMax((long) networks * epochs)
                .setStyle(ProgressBarStyle.ASCII)
                .build();
    }

    @Override
    public void epoch(Epoch epoch) {
        begun += epoch.number() == 1 ? 1 : 0;
        bar.stepTo((begun - 1L) * epochs + epoch.number());
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
