package adjoint.mdn.model;

import adjoint.mdn.layer.Activation;
import adjoint.mdn.layer.Architecture;
import adjoint.mdn.mixture.Covariance;
import adjoint.mdn.train.Digest;
import adjoint.tensor.DType;
import adjoint.tensor.FormatException;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** What {@code model.json} says of a model; {@link ModelFolder} lists its fields. */
final class ModelDescription {
    private static final int FORMAT = 1;
    private static final String MDN = "mixture density network";
    private static final String MLP = "gaussian perceptron";
    private static final String DIGEST = "digest";
    private static final double MEGA = 1e6;

    /** Fewer numbers than these are read and compared one array after the other. */
    private static final double MANY = 1e6;

    private static final String EXCEPTIONS = "exceptions";
    private static final String MEMBERS = "members";

    private static final String SKIP = "skip";
    private static final String CALIBRATED = "calibrated";

    private static final Set<String> FIELDS = Set.of(
            "format",
            "kind",
            MEMBERS,
            "weights",
            EXCEPTIONS,
            "standardised",
            SKIP,
            CALIBRATED,
            "architecture",
            "head",
            "parameters",
            "notes",
            DIGEST);

    private ModelDescription() {}

    /** Refuses a model that could not be read back. */
    static void requireKnown(DensityModel model) {
        Set<String> kinds = new LinkedHashSet<>();
        for (DensityModel member : members(model)) {
            DensityModel network = network(member);
            if (!(network instanceof MixtureDensityNetwork) && !(network instanceof GaussianMlp)) {
                throw new IllegalArgumentException("a model folder takes mixture density networks and Gaussian"
                        + " perceptrons, standardised, with a skip connection or calibrated, and ensembles of them, not "
                        + network.getClass().getName() + "; keep its variables with Npz");
            }
            kinds.add(wrapping(member) + kind(network));
        }
        if (kinds.size() > 1) {
            throw new IllegalArgumentException("a model folder takes ensembles of one kind of members, not of "
                    + String.join(" and ", kinds) + "; make them alike, or write each to a folder of its own");
        }
    }

    /** What stands around a member's network, in words. */
    private static String wrapping(DensityModel member) {
        DensityModel trained = trained(member);
        String inner = trained instanceof SkipConnection skip
                ? "skipping " + skip.signal() + " "
                : trained instanceof Standardised ? "standardised " : "plain ";
        return member instanceof Calibrated ? "calibrated " + inner : inner;
    }

    /** A model without its calibration. */
    private static DensityModel trained(DensityModel member) {
        return member instanceof Calibrated calibrated ? calibrated.inner() : member;
    }

    /** The network within a model. */
    private static DensityModel network(DensityModel member) {
        DensityModel trained = trained(member);
        if (trained instanceof SkipConnection skip) {
            return skip.inner();
        }
        return trained instanceof Standardised standardised ? standardised.inner() : trained;
    }

    private static String kind(DensityModel network) {
        return network instanceof MixtureDensityNetwork ? MDN : MLP;
    }

    /** The networks of an ensemble, or the only one. */
    static List<DensityModel> members(DensityModel model) {
        return model instanceof Ensemble ensemble ? ensemble.members() : List.of(model);
    }

    /** Format, kind and shape of a model, in the order of the file. */
    static Map<String, Object> of(DensityModel model) {
        List<DensityModel> members = members(model);
        DensityModel member = members.get(0);
        DensityModel network = network(member);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("format", FORMAT);
        json.put("kind", kind(network));
        json.put(MEMBERS, model instanceof Ensemble ? members.size() : 0);
        if (model instanceof Ensemble ensemble) {
            json.put("weights", ensemble.weights());
        }
        json.put("standardised", trained(member) instanceof Standardised);
        if (trained(member) instanceof SkipConnection skip) {
            json.put(SKIP, skip.signal());
        }
        if (member instanceof Calibrated) {
            json.put(CALIBRATED, true);
        }
        json.putAll(shape(member));
        Map<String, Object> exceptions = new LinkedHashMap<>();
        for (int i = 0; i < members.size(); i++) {
            if (!shape(members.get(i)).equals(shape(member))) {
                exceptions.put(Integer.toString(i), shape(members.get(i)));
            }
        }
        if (!exceptions.isEmpty()) {
            json.put(EXCEPTIONS, exceptions);
        }
        return json;
    }

    /** Architecture and, of a mixture density network, head. */
    private static Map<String, Object> shape(DensityModel member) {
        DensityModel network = network(member);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("architecture", describe(network.architecture()));
        if (network instanceof MixtureDensityNetwork mixture) {
            json.put("head", describe(mixture.head()));
        }
        return json;
    }

    private static Map<String, Object> describe(Architecture architecture) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("inputs", architecture.inputs());
        json.put("hidden", architecture.hidden());
        json.put("targets", architecture.targets());
        json.put("activation", architecture.activation().toString());
        json.put("dtype", architecture.dtype().toString());
        return json;
    }

    private static Map<String, Object> describe(Head head) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("components", head.components());
        json.put("covariance", head.covariance().toString());
        json.put("floor", head.floor().size() == 1 ? head.floor().get(0) : head.floor());
        json.put("variance", head.variance().toString());
        json.put("shared", head.shared());
        return json;
    }

    /** The same with its digest. */
    static JsonObject signed(JsonObject json) {
        json.addProperty(DIGEST, digest(json));
        return json;
    }

    /** The digest of all that a description says, but for parameters, which have their own. */
    private static String digest(JsonObject json) {
        JsonObject described = json.deepCopy();
        described.remove("parameters");
        described.remove(DIGEST);
        return Digest.of(described.toString());
    }

    /** Refuses a description of another format. */
    static void requireFormat(JsonFields fields) {
        if (fields.integer("format") != FORMAT) {
            throw new FormatException(fields.source() + ": has format " + fields.integer("format") + ", but only "
                    + FORMAT + " is known; write it again with this version");
        }
    }

    /** Refuses fields of other names, and a description that is not the one that was written. */
    static void requireWhole(JsonFields fields) {
        fields.requireOnly(FIELDS);
        if (fields.has(DIGEST) && !digest(fields.object()).equals(fields.text(DIGEST))) {
            throw new FormatException(fields.source() + ": is not as it was written; copy it again, or remove '"
                    + DIGEST + "' to take it as it stands");
        }
    }

    /** A model as described, with parameters that are yet to be set. */
    static DensityModel model(JsonFields fields) {
        int members = fields.integer(MEMBERS);
        if (members == 0) {
            return member(fields, fields);
        }
        List<DensityModel> all = IntStream.range(0, members)
                .mapToObj(Integer::toString)
                .map(i -> member(fields, own(fields, i)))
                .toList();
        return checked(
                fields, () -> fields.has("weights") ? new Ensemble(all, fields.numbers("weights")) : new Ensemble(all));
    }

    /** @param own holds architecture and head of this member */
    private static DensityModel member(JsonFields fields, JsonFields own) {
        DensityModel network = network(fields, own);
        DensityModel trained = fields.has(SKIP)
                ? new SkipConnection(network, fields.integer(SKIP))
                : fields.truth("standardised") ? new Standardised(network) : network;
        return fields.has(CALIBRATED) && fields.truth(CALIBRATED) ? new Calibrated(trained) : trained;
    }

    /** Refuses, before it is made, a large model whose parameters are more than there are. */
    static void requireSize(JsonFields fields, Path parameters, double held) {
        int members = fields.integer(MEMBERS);
        double asked = 0;
        double bytes = 0;
        for (int i = 0; i < Math.max(1, members); i++) {
            JsonFields own = own(fields, Integer.toString(i));
            Architecture architecture = checked(fields, () -> architecture(own));
            double outputs = fields.text("kind").equals(MDN)
                    ? checked(fields, () -> head(own.child("head"))).outputs(architecture.targets())
                    : architecture.targets();
            asked += architecture.parameters(outputs);
            bytes += architecture.parameters(outputs) * architecture.dtype().bytes();
        }
        if (asked > Math.max(held, MANY)) {
            throw new FormatException(String.format(
                    Locale.ROOT,
                    "%s: describes %.0f parameters, which would take %.0f MB, but %s holds %.0f; copy both again",
                    fields.source(),
                    asked,
                    bytes / MEGA,
                    parameters,
                    held));
        }
    }

    /** Architecture and head of a member stand apart if they are not those of the others. */
    private static JsonFields own(JsonFields fields, String member) {
        JsonFields exceptions = fields.has(EXCEPTIONS) ? fields.child(EXCEPTIONS) : JsonFields.none();
        return exceptions.has(member) ? exceptions.child(member) : fields;
    }

    private static <T> T checked(JsonFields fields, Supplier<T> made) {
        try {
            return made.get();
        } catch (FormatException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new FormatException(fields.source() + ": " + e.getMessage(), e);
        }
    }

    private static Architecture architecture(JsonFields own) {
        JsonFields shape = own.child("architecture");
        return new Architecture(
                shape.integer("inputs"),
                shape.integers("hidden"),
                shape.integer("targets"),
                shape.choice("activation", Activation.class),
                shape.choice("dtype", DType.class));
    }

    private static DensityModel network(JsonFields fields, JsonFields own) {
        String kind = fields.text("kind");
        return checked(fields, () -> {
            Architecture architecture = architecture(own);
            return switch (kind) {
                case MLP -> new GaussianMlp(architecture, 0);
                case MDN -> new MixtureDensityNetwork(architecture, head(own.child("head")), 0);
                default ->
                    throw new FormatException(
                            fields.source() + ": kind is '" + kind + "', not '" + MDN + "' or '" + MLP + "'");
            };
        });
    }

    private static Head head(JsonFields head) {
        return new Head(
                head.integer("components"),
                head.choice("covariance", Covariance.class),
                head.numbers("floor"),
                head.choice("variance", Positive.class),
                head.truth("shared"));
    }
}
