package adjoint.examples.io;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A file in an output folder that says what the run depends on whose results, or halves of them, are there. It stays when the
 * run is finished, so that another run is neither resumed from its checkpoints nor put over its results by mistake.
 */
public final class RunDescription {
    private static final String NAME = "run.json";

    private RunDescription() {}

    /**
     * Begins a run, or goes on with the one that is there.
     *
     * @param run all that its results depend on
     * @param resume whether to go on; where there was no run, this one begins
     * @param discard removes what an earlier run has left to go on from; called where the run begins
     * @throws DataException if the run that is there is another one
     */
    public static void begin(OutputFolder out, JsonObject run, boolean resume, Runnable discard) {
        Path file = out.resolve(NAME);
        if (resume && Files.exists(file)) {
            requireSame(file, run);
            return;
        }
        discard.run();
        AtomicFiles.write(file, run + "\n");
    }

    private static void requireSame(Path file, JsonObject here) {
        JsonObject there;
        try {
            there = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
        } catch (IOException e) {
            throw DataException.unreadable(file, e);
        } catch (JsonParseException | IllegalStateException e) {
            throw new DataException(file + ": is damaged; leave out --resume to start anew", e);
        }
        String differences = Stream.concat(there.keySet().stream(), here.keySet().stream())
                .distinct()
                .filter(name -> !String.valueOf(there.get(name)).equals(String.valueOf(here.get(name))))
                .map(name -> name + " " + there.get(name) + ", not " + here.get(name))
                .collect(Collectors.joining("; "));
        if (!differences.isEmpty()) {
            throw new DataException(file + ": the run in this folder has " + differences
                    + "; repeat its options, choose another --out, or leave out --resume to start anew");
        }
    }
}
