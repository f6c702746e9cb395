package adjoint.examples;

import adjoint.examples.findings.Findings;
import adjoint.examples.io.AtomicFiles;
import adjoint.examples.io.DataException;
import adjoint.examples.io.Inputs;
import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes what runs of vowel, utterance and ablate have found, as Markdown. */
@Command(
        name = "report",
        sortOptions = false,
        description = "Collects the results.json of runs of vowel, utterance and ablate and writes their answers.")
final class ReportCommand implements Runnable {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean help;

    @Parameters(arity = "1..*", paramLabel = "DIR", description = "Folders that the runs have written.")
    private List<Path> runs;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The Markdown file to write.")
    private Path out;

    @Override
    public void run() {
        List<JsonObject> results = new ArrayList<>();
        for (Path run : runs) {
            Inputs.requireApart(out, "DIR", run.resolve("results.json"), run.resolve("speech.json"));
            JsonObject result = RunFolder.open(run).results();
            Path speech = run.resolve("speech.json");
            if (Files.exists(speech)) {
                result.add("speech", RunFolder.read(speech));
            }
            markdown(
                    List.of(result),
                    "the results.json of " + run + " is damaged, or not of vowel, utterance or ablate");
            results.add(result);
        }
        AtomicFiles.write(out, markdown(results, "the runs " + runs + " cannot be told in one page"));
        System.out.println("report: " + out);
    }

    /** What was found, if the fields that it is told from are there and of their kinds. */
    private static String markdown(List<JsonObject> results, String complaint) {
        try {
            return new Findings(results).toMarkdown();
        } catch (ClassCastException
                | IllegalArgumentException
                | IllegalStateException
                | IndexOutOfBoundsException
                | NoSuchElementException
                | NullPointerException
                | UnsupportedOperationException e) {
            throw new DataException(
                    complaint + " (" + e.getMessage() + "); run the experiment again or name others", e);
        }
    }
}
