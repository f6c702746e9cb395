package adjoint.examples;

import adjoint.examples.io.DataException;
import adjoint.mdn.model.DensityModel;
import adjoint.mdn.model.ModelFolder;
import adjoint.tensor.FormatException;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a finished run of vowel, utterance or ablate has left in its folder.
 *
 * @param folder where
 * @param results its results.json
 */
record RunFolder(Path folder, JsonObject results) {
    /** @throws DataException if there is no readable results.json */
    static RunFolder open(Path folder) {
        JsonObject results = read(folder.resolve("results.json"));
        if (!results.has("experiment") || !results.has("settings")) {
            throw new DataException(folder + ": its results.json is not of vowel, utterance or ablate; name others");
        }
        return new RunFolder(folder, results);
    }

    static JsonObject read(Path file) {
        try {
            return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
        } catch (NoSuchFileException e) {
            throw new DataException(file + ": no such file; name folders that a run has finished", e);
        } catch (IOException e) {
            throw DataException.unreadable(file, e);
        } catch (JsonParseException | IllegalStateException e) {
            throw new DataException(file + ": is not the JSON of a run; run the experiment again", e);
        }
    }

    String experiment() {
        return results.get("experiment").getAsString();
    }

    JsonObject settings() {
        return results.getAsJsonObject("settings");
    }

    /** Names of the models, in the order of fitting. */
    List<String> models() {
        List<String> names = new ArrayList<>();
        for (JsonElement result : results.getAsJsonArray("results")) {
            names.add(result.getAsJsonObject().get("model").getAsString());
        }
        return names;
    }

    DensityModel model(String name) {
        Path place = folder.resolve(name);
        try {
            return ModelFolder.read(place);
        } catch (IOException e) {
            throw DataException.unreadable(place, e);
        } catch (FormatException e) {
            throw new DataException(e.getMessage(), e);
        }
    }
}
