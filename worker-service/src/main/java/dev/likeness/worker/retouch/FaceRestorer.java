package dev.likeness.worker.retouch;

import dev.likeness.worker.face.Face;
import dev.likeness.worker.face.FaceReader;
import dev.likeness.worker.face.FaceTemplate;
import dev.likeness.worker.identity.Embedding;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.model.ModelException.Reason;
import dev.likeness.worker.model.ModelFile;
import dev.likeness.worker.model.ModelPack;
import dev.likeness.worker.model.ModelRuntime;
import dev.likeness.worker.model.RunCancelled;
import dev.likeness.worker.pipeline.ColorPlanes;
import dev.likeness.worker.pipeline.ProgressListener;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the faces of a photo clear with GFPGAN, RestoreFormer++, GPEN or CodeFormer.
 *
 * <p>Such networks draw a likely face, which need not be the one in the photo. So each face is
 * embedded before and after: where the cosine of the two is below the {@code retention} that the
 * pack asks for, less of the restored face is put into the photo, in quarters of the usual share,
 * and where a quarter is still too much, the face stays as it was. What went into a restoration
 * before (a correction of light) counts too, but a face that it has changed more than that may not
 * get any further away.
 *
 * <p>Any number of threads may call it; their runs take turns on the device. It owns its network,
 * not the reader.
 */
public final class FaceRestorer implements AutoCloseable {
  /** Role of the network in its pack. */
  public static final String ROLE = "face.restore";

  private static final Logger LOG = LoggerFactory.getLogger(FaceRestorer.class);

  private static final int STEPS = 4;

  /** Side up to which networks were trained with the narrow template. */
  private static final int NARROW = 256;

  /**
   * Parameters of the role for adapter {@code gfpgan}, networks with one input.
   *
   * @param blend share of the restored face in the result, above 0 and at most 1
   * @param retention least cosine between a face before and after
   */
  record Parameters(double blend, double retention) {
    static final Parameters USUAL = new Parameters(.8, .9);

    Parameters {
      if (!(blend > 0 && blend <= 1 && retention >= 0 && retention <= 1)) {
        throw new IllegalArgumentException("blend must be above 0 and at most 1, retention 0 to 1");
      }
    }
  }

  /**
   * Parameters of the role for adapter {@code codeformer}.
   *
   * @param weight from 0, the likeliest face, to 1, the face of the photo
   */
  record Weighted(double weight, double blend, double retention) {
    static final Weighted USUAL = new Weighted(.5, .8, .9);

    Weighted {
      if (!(weight >= 0 && weight <= 1)) {
        throw new IllegalArgumentException("weight must be 0 to 1");
      }
    }

    Parameters others() {
      return new Parameters(blend, retention);
    }
  }

  private final FaceReader faces;
  private final FaceNetwork network;
  private final Parameters parameters;
  private final float[] weight;

  private FaceRestorer(
      FaceReader faces, FaceNetwork network, Parameters parameters, float... weight) {
    this.faces = faces;
    this.network = network;
    this.parameters = parameters;
    this.weight = weight;
  }

  /**
   * Loads the network of a pack.
   *
   * @param faces finds and measures them
   * @throws ModelException if the pack does not have it, or it is not what it should be
   */
  public static FaceRestorer load(ModelPack pack, FaceReader faces, ModelRuntime runtime) {
    ModelFile file = pack.file(ROLE);
    return switch (pack.adapter(ROLE)) {
      case "gfpgan" ->
          new FaceRestorer(
              faces,
              FaceNetwork.load(file, ColorPlanes.SIGNED, runtime),
              pack.parameters(ROLE, Parameters.USUAL));
      case "codeformer" -> {
        Weighted weighted = pack.parameters(ROLE, Weighted.USUAL);
        yield new FaceRestorer(
            faces,
            FaceNetwork.load(file, ColorPlanes.SIGNED, "a weight", 1, runtime),
            weighted.others(),
            (float) weighted.weight());
      }
      default ->
          throw new ModelException(
              Reason.NOT_LOADED,
              file
                  + " is for the adapter "
                  + pack.adapter(ROLE)
                  + ", expected gfpgan or codeformer");
    };
  }

  /** The model file in use, for the provenance of results. */
  public List<ModelFile> models() {
    return List.of(network.file());
  }

  /**
   * Restores the faces of a photo in place.
   *
   * @param photo to change
   * @param original the same photo in the same size as it came in: whom its faces show is kept
   * @param strength part of the usual share, above 0 and at most 1
   * @return how many faces were changed
   * @throws RunCancelled if cancellation was requested before the end; the photo is undefined
   * @throws ModelException if a model fails
   */
  public int restore(
      Photo photo,
      Photo original,
      double strength,
      ProgressListener progress,
      Cancellation cancellation) {
    List<Face> found = faces.detect(photo, cancellation);
    int restored = 0;
    for (int i = 0; i < found.size(); i++) {
      if (restore(photo, original, found.get(i), strength, cancellation)) {
        restored++;
      }
      progress.progressed((i + 1.0) / found.size());
    }
    return restored;
  }

  private boolean restore(
      Photo photo, Photo original, Face face, double strength, Cancellation cancellation) {
    Embedding person = faces.embed(original, face, cancellation);
    double now = person.cosine(faces.embed(photo, face, cancellation));
    double least = Math.min(parameters.retention(), now);
    int side = network.side();
    try (var patch = new FacePatch(photo, face, template(side), side);
        Photo better = network.run(patch.crop(), weight, cancellation)) {
      for (int step = STEPS; step > 0; step--) {
        patch.paste(better, parameters.blend() * strength * step / STEPS);
        if (person.cosine(faces.embed(photo, face, cancellation)) >= least) {
          return true;
        }
      }
      patch.undo();
      return false;
    }
  }

  /** Runs the network once, so that the first face meets a runtime that has its memory. */
  public void warmUp() {
    try (Photo black = Photo.allocate(network.side(), network.side());
        Photo any = network.run(black, weight, new Cancellation())) {
      LOG.atDebug().addKeyValue("side", any.width()).log("the restorer of faces is warm");
    }
  }

  /** Frees the network. */
  @Override
  public void close() {
    network.close();
  }

  private static FaceTemplate template(int side) {
    return side <= NARROW ? FaceTemplate.ARCFACE_128 : FaceTemplate.FFHQ_512;
  }
}
