package adjoint.examples.table;

import adjoint.examples.io.AtomicFiles;
import adjoint.examples.io.DataException;
import adjoint.examples.io.OutputFolder;
import adjoint.examples.io.RunDescription;
import adjoint.mdn.mixture.Scores;
import adjoint.mdn.train.Digest;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a run of fit keeps in a folder within its output folder until it is done: a folder of checkpoints for each ensemble in
 * training, and the scores of each split that is finished.
 */
final class FitCheckpoint {
    private static final String NAME = "fit.checkpoint";
    private static final String SCORES = "scores";
    private static final String DIGEST = "digest";

    /** Scores are kept as they are, NaN and infinity included. */
    private static final Gson EXACT =
            new GsonBuilder().serializeSpecialFloatingPointValues().create();

    private final Path folder;

    private FitCheckpoint(Path folder) {
        this.folder = folder;
    }

    /**
     * Begins a run, or goes on with the one that was stopped here.
     *
     * @param run all that its results depend on
     * @param resume whether to go on; where nothing was left, the run begins
     * @throws DataException if the run that is here, stopped or finished, is another one
     */
    static FitCheckpoint open(OutputFolder out, JsonObject run, boolean resume) {
        FitCheckpoint checkpoint = new FitCheckpoint(out.resolve(NAME));
        RunDescription.begin(out, run, resume, checkpoint::remove);
        create(checkpoint.folder);
        return checkpoint;
    }

    private static void create(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new DataException(folder + ": cannot be made; choose another --out or free the disk", e);
        }
    }

    /** The folder for the networks of an ensemble. */
    Path networks(String name) {
        Path networks = folder.resolve(name);
        create(networks);
        return networks;
    }

    /**
     * The scores of a split, if it is finished.
     *
     * @throws DataException if the file that holds them is damaged
     */
    Optional<Scores> scores(String split) {
        Path file = scoresOf(split);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            JsonObject kept = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
            Scores scores = EXACT.fromJson(kept.get(SCORES), Scores.class);
            if (new JsonPrimitive(Digest.of(EXACT.toJson(scores))).equals(kept.get(DIGEST))) {
                return Optional.of(scores);
            }
            throw damaged(file, null);
        } catch (IOException e) {
            throw DataException.unreadable(file, e);
        } catch (JsonParseException | IllegalStateException | NumberFormatException e) {
            throw damaged(file, e);
        }
    }

    private static DataException damaged(Path file, RuntimeException cause) {
        return new DataException(
                file
                        + ": is damaged; remove it and repeat the command with --resume, so that this split is fitted again",
                cause);
    }

    /** Keeps the scores of a split in the place of its networks. */
    void finish(String split, Scores scores) {
        JsonObject kept = new JsonObject();
        kept.add(SCORES, EXACT.toJsonTree(scores));
        kept.addProperty(DIGEST, Digest.of(EXACT.toJson(scores)));
        AtomicFiles.write(scoresOf(split), EXACT.toJson(kept));
        remove(folder.resolve(split));
    }

    private Path scoresOf(String split) {
        return folder.resolve(split + ".json");
    }

    /** Removes all of it. */
    void remove() {
        remove(folder);
    }

    private static void remove(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> found = Files.walk(folder)) {
            List<Path> innermostFirst = found.sorted(Comparator.reverseOrder()).toList();
            for (Path path : innermostFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new DataException(folder + ": cannot be removed; remove it yourself", e);
        }
    }
}
