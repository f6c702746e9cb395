package adjoint.examples.rnade;

import adjoint.examples.io.Interruption;
import adjoint.examples.io.OutputFolder;
import adjoint.examples.network.NetworkSettings;
import adjoint.examples.network.NetworkSize;
import adjoint.examples.speech.Corpus;
import adjoint.examples.speech.CorpusOptions;
import adjoint.examples.speech.Sequences;
import adjoint.inspect.GradientReport;
import adjoint.mdn.train.Progress;
import adjoint.tensor.DType;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Reads the options of the study, runs it, and writes what it found. */
@Command(
        name = "rnade",
        sortOptions = false,
        description = "Trains mixture density networks under several edits of the gradient, from several seeds and at"
                + " several rates, and compares what becomes of them.")
public final class RnadeCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean help;

    @Option(
            names = "--rates",
            split = ",",
            paramLabel = "RATE",
            defaultValue = "0.001,0.01,0.1",
            description = "Learning rates. Default: ${DEFAULT-VALUE}.")
    private List<Double> rates;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "5",
            description = "Trainings of each kind, with the seeds from 1 on. Default: ${DEFAULT-VALUE}.")
    private int seeds;

    @Option(
            names = "--hidden",
            split = ",",
            paramLabel = "N",
            defaultValue = "50,50",
            description = "Width of each hidden layer. Default: ${DEFAULT-VALUE}.")
    private List<Integer> hidden;

    @Option(
            names = "--components",
            paramLabel = "K",
            defaultValue = "3",
            description = "Components of the mixture. Default: ${DEFAULT-VALUE}.")
    private int components;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "5",
            description = "Passes over the training examples. Default: ${DEFAULT-VALUE}.")
    private int epochs;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "128",
            description = "Examples in a mini-batch. Default: ${DEFAULT-VALUE}.")
    private int batch;

    @Option(
            names = "--phone",
            paramLabel = "LABEL",
            defaultValue = "aa",
            description = "Phone to learn. Default: ${DEFAULT-VALUE}.")
    private String phone;

    @Option(
            names = "--frame",
            paramLabel = "N",
            defaultValue = "60",
            description = "Samples from which the next is predicted. Default: ${DEFAULT-VALUE}.")
    private int frame;

    @Option(
            names = "--train-sequences",
            paramLabel = "N",
            defaultValue = "10",
            description = "Segments of the phone to train on. Default: ${DEFAULT-VALUE}.")
    private int trainSequences;

    @Option(
            names = "--valid-sequences",
            paramLabel = "N",
            defaultValue = "3",
            description = "Segments of the phone to validate on. Default: ${DEFAULT-VALUE}.")
    private int validSequences;

    @Mixin
    private CorpusOptions data;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "adjoint-rnade",
            description = "Folder that takes the results. Default: ${DEFAULT-VALUE}.")
    private Path folder;

    @Override
    public void run() {
        StudySettings settings = new StudySettings(hidden, components, epochs, batch, rates, seeds);
        NetworkSettings.requirePositive("--frame", frame);
        NetworkSize.require(frame, hidden, components, DType.FLOAT64);
        Corpus corpus = data.open();
        Sequences sequences = Sequences.cut(corpus, phone, frame, trainSequences, validSequences, CorpusOptions.SEED);
        OutputFolder out = OutputFolder.open(folder);
        Interruption.lost(() -> study(settings, sequences, out));
    }

    private void study(StudySettings settings, Sequences sequences, OutputFolder out) {
        long start = System.nanoTime();
        Findings findings;
        List<GradientReport> gradients;
        try (ProgressBar bar = new ProgressBarBuilder()
                .setTaskName("rnade")
                .setStyle(ProgressBarStyle.ASCII)
                .build()) {
            Study study = new Study(settings, sequences, epochsOf(bar));
            bar.maxHint((long) (study.trainings() + 1) * epochs);
            findings = new Findings(study.run());
            gradients = study.compareGradients();
        }
        write(out, findings, gradients);
        PrintWriter print = spec.commandLine().getOut();
        print.print(findings.table());
        print.println(findings.sentences());
        print.printf(
                "%d trainings in %d s; results: %s%n",
                findings.runs().size(), (System.nanoTime() - start) / 1_000_000_000, out.path());
        print.flush();
    }

    private static Progress epochsOf(ProgressBar bar) {
        return new Progress() {
            @Override
            public void batch(int epoch, int batch, int batches, double loss) {
                if (batch == batches) {
                    bar.step();
                }
            }
        };
    }

    private void write(OutputFolder out, Findings findings, List<GradientReport> gradients) {
        out.write("trainings.csv", findings.toCsv());
        out.write("findings.txt", findings.table() + "\n" + findings.sentences() + "\n");
        for (double rate : rates) {
            out.write("curves-" + rate + ".svg", findings.curves(rate).toSvg());
        }
        String[] when = {"start", "end"};
        for (int i = 0; i < when.length; i++) {
            out.write("gradients-" + when[i] + ".txt", gradients.get(i).toText());
            out.write("gradients-" + when[i] + ".csv", gradients.get(i).toCsv());
            out.write(
                    "gradients-" + when[i] + ".svg", gradients.get(i).picture().toSvg());
        }
    }
}
