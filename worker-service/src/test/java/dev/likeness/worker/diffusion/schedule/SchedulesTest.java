package dev.likeness.worker.diffusion.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.likeness.worker.model.ModelException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The golden numbers are those that {@code diffusion/schedules.py} prints. */
class SchedulesTest {
  private static final float[][] OUTPUTS = {{.25f, -1}, {.5f, .75f}, {-.125f, .3f}, {1, -.4f}};
  private static final float[] FRESH = {.1f, .2f, -.3f, .4f, .5f, -.6f};

  @ParameterizedTest
  @CsvSource({
    "linspace, 0, 4, 999 666 333 0, 14.61464",
    "leading, 1, 4, 751 501 251 1, 4.236412",
    "trailing, 0, 4, 999 749 499 249, 14.61464",
    "trailing, 0, 3, 999 666 332, 14.61464",
    "trailing, 0, 1, 999, 14.61464",
    "linspace, 0, 1, 999, 14.61464"
  })
  void stepsLieWhereTheConfigurationSaysAndBeginWithItsNoise(
      String spacing, int offset, int count, String timesteps, double noise) {
    Steps steps = Scheduler.configured(euler(spacing, offset, "epsilon")).steps(count);

    assertThat(timesteps(steps)).isEqualTo(timesteps);
    assertThat(steps.initialNoise()).isCloseTo(noise, within(1e-5));
  }

  @Test
  void eulerFollowsTheNoiseLevelsDown() {
    Steps steps = Scheduler.configured(euler("leading", 1, "epsilon")).steps(4);

    walk(
        steps,
        new float[] {3, -2},
        new float[][] {
          {2.376749f, .4930044f},
          {1.914102f, -.2009661f},
          {1.996237f, -.3980912f},
          {1.954923f, -.3815654f}
        });
  }

  @Test
  void eulerUnderstandsPredictedVelocities() {
    Steps steps = Scheduler.configured(euler("leading", 1, "v_prediction")).steps(4);

    walk(
        steps,
        new float[] {3, -2},
        new float[][] {
          {1.137359f, -.267847f},
          {.4248378f, -.5211048f},
          {.3611334f, -.5219805f},
          {.3192388f, -.5045794f}
        });
  }

  @Test
  void theAncestralFormAddsFreshNoise() {
    Steps steps =
        Scheduler.configured(
                euler("trailing", 0, "epsilon").replace("EulerDiscrete", "EulerAncestralDiscrete"))
            .steps(4);

    walk(
        steps,
        new float[] {3, -2},
        new float[][] {
          {.02326705f, 12.25851f},
          {-2.143421f, 10.26786f},
          {-1.666095f, 9.497829f},
          {-2.3593f, 9.775111f}
        });
  }

  @Test
  void theModelIsShownLatentsOfVarianceOne() {
    Steps steps = Scheduler.configured(euler("leading", 1, "epsilon")).steps(4);
    float[] shown = new float[2];

    steps.scaleInput(0, new float[] {3, -2}, shown);

    near(shown, .7081464f, -.4720976f);
  }

  @Test
  void halfTheStrengthTakesTheSecondHalfOfTheSteps() {
    Steps steps = Scheduler.configured(euler("trailing", 0, "epsilon")).steps(4, .5);
    float[] picture = {1, -2};

    steps.addNoise(picture, new float[] {.5f, -1.5f});

    assertThat(timesteps(steps)).isEqualTo("499 249");
    near(picture, 1.806443f, -4.419329f);
    walk(
        steps,
        new float[] {3, -2},
        new float[][] {{2.77008f, -1.080319f}, {2.423477f, -1.600222f}});
  }

  @Test
  void aStrengthThatLeavesNoStepTakesFinerOnes() {
    Scheduler euler = Scheduler.configured(euler("trailing", 0, "epsilon"));

    // Fifths: 1000, 800, 600, 400, 200, each less 1.
    assertThat(timesteps(euler.steps(1, .2))).isEqualTo("199");
    assertThat(timesteps(euler.steps(4, .2))).isEqualTo("199");
    assertThat(FlowMatch.flux2(256).steps(1, .5).count()).isEqualTo(1);
    assertThat(timesteps(Scheduler.configured(lcm("epsilon")).steps(4, .01))).isEqualTo("19");
  }

  @Test
  void consistencyModelsSkipTheStepsOfTheirTeacher() {
    Scheduler scheduler = Scheduler.configured(lcm("epsilon"));

    assertThat(timesteps(scheduler.steps(4))).isEqualTo("999 759 499 259");
    assertThat(timesteps(scheduler.steps(8))).isEqualTo("999 879 759 639 499 379 259 139");
    assertThat(timesteps(scheduler.steps(3, .29))).isEqualTo("279 199 99");
    assertThat(scheduler.steps(100).count()).isEqualTo(50);
    assertThat(scheduler.steps(4).initialNoise()).isEqualTo(1);
    walk(
        scheduler.steps(4),
        new float[] {.7f, -.2f},
        new float[][] {
          {1.60558f, 2.864721f},
          {2.325097f, 5.262443f},
          {4.037533f, 7.363783f},
          {4.254342f, 9.358985f}
        });
  }

  @Test
  void consistencyModelsMayPredictVelocitiesToo() {
    walk(
        Scheduler.configured(lcm("v_prediction")).steps(4),
        new float[] {.7f, -.2f},
        new float[][] {
          {.05128129f, .4195574f},
          {-.5052967f, .00572593f},
          {.1620822f, -.5549123f},
          {-.452399f, -.2168737f}
        });
  }

  @Test
  void consistencyModelsBeginWithAsMuchNoiseAsTheStrengthSays() {
    float[] picture = {1, -2};

    Scheduler.configured(lcm("epsilon")).steps(4, .5).addNoise(picture, new float[] {.5f, -1.5f});

    near(picture, .9518938f, -2.328738f);
  }

  @Test
  void flowGoesStraightWithAConstantShift() {
    Scheduler scheduler =
        Scheduler.configured(
            """
            {"_class_name": "FlowMatchEulerDiscreteScheduler", "num_train_timesteps": 1000,
             "shift": 3.0}
            """);
    Steps steps = scheduler.steps(4);
    float[] picture = {1, -2};

    scheduler.steps(4, .5).addNoise(picture, new float[] {.5f, -1.5f});

    assertThat(steps.initialNoise()).isEqualTo(1);
    assertThat(new double[] {steps.timestep(0), steps.timestep(1), steps.timestep(3)})
        .containsExactly(new double[] {1000, 857.6923, 8.928571}, within(1e-4));
    near(picture, .6989247f, -1.698925f);
    walk(
        steps,
        new float[] {3, -2},
        new float[][] {
          {2.964423f, -1.857692f},
          {2.836652f, -2.049349f},
          {2.910805f, -2.227315f},
          {2.901876f, -2.223744f}
        });
  }

  @ParameterizedTest
  @CsvSource({
    "256, 4, 1.965567",
    "4096, 4, 2.29118",
    "1024, 28, 1.859177",
    "4300, 50, 2.044694",
    "8192, 4, 1.843327"
  })
  void largePicturesOfFluxAreShiftedMore(int tokens, int steps, double mu) {
    assertThat(FlowMatch.mu(tokens, steps)).isCloseTo(mu, within(1e-6));
  }

  @Test
  void fluxIsToldTheNoiseLevelItself() {
    Steps steps = FlowMatch.flux2(4096).steps(4);

    assertThat(
            new double[] {
              steps.timestep(0), steps.timestep(1), steps.timestep(2), steps.timestep(3)
            })
        .containsExactly(new double[] {1, .967384, .9081439, .7672}, within(1e-6));
    assertThat(FlowMatch.flux2(256).steps(1).timestep(0)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"DDIMScheduler", "PNDMScheduler"})
  void eulerStandsInForOtherSolversOfTheSameEquation(String name) {
    Scheduler scheduler =
        Scheduler.configured(
            euler("linspace", 1, "epsilon")
                .replace("EulerDiscreteScheduler", name)
                .replace("\"timestep_spacing\": \"linspace\",", ""));

    assertThat(timesteps(scheduler.steps(4))).isEqualTo("751 501 251 1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "trailing | karras | expected timestep_spacing to be linspace or leading or trailing, got"
            + " \"karras\"",
        "epsilon | sample | expected prediction_type to be epsilon or v_prediction, got \"sample\"",
        "scaled_linear | sigmoid | expected beta_schedule to be linear or scaled_linear, got"
            + " \"sigmoid\"",
        "\"use_karras_sigmas\": false | \"use_karras_sigmas\": true | expected use_karras_sigmas to"
            + " be false, got true",
        "\"beta_end\": 0.012 | \"beta\": 1 | expected beta_end to be a positive number, got nothing",
        "\"steps_offset\": 0 | \"steps_offset\": 0.5 | expected steps_offset to be a whole number,"
            + " got 0.5",
        "1000 | 1 | expected num_train_timesteps to be 2 to 100000, got 1",
        "EulerDiscreteScheduler | HeunDiscreteScheduler | expected _class_name to be"
            + " EulerDiscreteScheduler, Euler",
      })
  void refusesWhatItWouldDoOtherwise(String found, String instead, String message) {
    String json = euler("trailing", 0, "epsilon").replace(found, instead);

    assertThatThrownBy(() -> Scheduler.configured(json))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(message);
  }

  @Test
  void refusesMoreStepsOfATeacherThanTheTrainingHad() {
    assertThatThrownBy(() -> Scheduler.configured(lcm("epsilon").replace("50", "5000")))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("expected original_inference_steps to be 1 to 1000, got 5000");
  }

  /**
   * The sums of the tests of Hugging Face's diffusers (test_scheduler_euler.py and
   * test_scheduler_lcm.py): 768 numbers from 0 to 1, and a model that gives back t / (t + 1) of
   * what it is shown, on which the step is taken too.
   */
  @Test
  void givesTheSumsThatDiffusersPublishes() {
    Scheduler euler =
        Scheduler.configured(
            euler("linspace", 0, "epsilon")
                .replace("scaled_linear", "linear")
                .replace("0.012", "0.02")
                .replace("0.00085", "0.0001")
                .replace("1000", "1100"));
    Steps all = euler.steps(10);
    Steps last = euler.steps(10, .2);
    float[] noised = row(all.initialNoise(), false);
    last.addNoise(noised, row(1, true));

    assertThat(walked(all, row(all.initialNoise(), false))).isCloseTo(10.0807, within(.01));
    assertThat(walked(last, noised)).isCloseTo(57062.9297, within(.5));
    assertThat(walked(Scheduler.configured(lcm("epsilon")).steps(1), row(1, false)))
        .isCloseTo(18.7097, within(.01));
  }

  private static float[] row(double scale, boolean backwards) {
    float[] row = new float[768];
    for (int i = 0; i < row.length; i++) {
      row[i] = (float) ((backwards ? 767 - i : i) / 768.0 * scale);
    }
    return row;
  }

  private static double walked(Steps steps, float[] latents) {
    float[] output = new float[latents.length];
    for (int step = 0; step < steps.count(); step++) {
      steps.scaleInput(step, latents, latents);
      double part = steps.timestep(step) / (steps.timestep(step) + 1);
      for (int i = 0; i < output.length; i++) {
        output[i] = (float) (latents[i] * part);
      }
      steps.advance(step, latents, output, new Fresh());
    }
    double sum = 0;
    for (float latent : latents) {
      sum += Math.abs(latent);
    }
    return sum;
  }

  @Test
  void refusesAWayWithoutSteps() {
    Scheduler euler = Scheduler.configured(euler("trailing", 0, "epsilon"));

    for (double strength : List.of(0.0, -.5, 1.3, Double.NaN)) {
      assertThatThrownBy(() -> euler.steps(4, strength))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> euler.steps(1001)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> euler.steps(0)).isInstanceOf(IllegalArgumentException.class);
  }

  private static String euler(String spacing, int offset, String prediction) {
    return """
    {"_class_name": "EulerDiscreteScheduler", "_diffusers_version": "0.24.0.dev0",
     "beta_end": 0.012, "beta_schedule": "scaled_linear", "beta_start": 0.00085,
     "clip_sample": false, "interpolation_type": "linear", "num_train_timesteps": 1000,
     "prediction_type": "%s", "sample_max_value": 1.0, "set_alpha_to_one": false,
     "sigma_max": null, "skip_prk_steps": true, "steps_offset": %d,
     "timestep_spacing": "%s", "trained_betas": null, "use_karras_sigmas": false,
     "lambda_min_clipped": -Infinity}
    """
        .formatted(prediction, offset, spacing);
  }

  private static String lcm(String prediction) {
    return """
    {"_class_name": "LCMScheduler", "beta_end": 0.012, "beta_schedule": "scaled_linear",
     "beta_start": 0.00085, "clip_sample": false, "num_train_timesteps": 1000,
     "original_inference_steps": 50, "prediction_type": "%s", "set_alpha_to_one": true,
     "steps_offset": 1, "thresholding": false, "timestep_scaling": 10.0,
     "timestep_spacing": "leading", "trained_betas": null}
    """
        .formatted(prediction);
  }

  private static String timesteps(Steps steps) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < steps.count(); i++) {
      text.append(i == 0 ? "" : " ").append(Math.round(steps.timestep(i)));
    }
    return text.toString();
  }

  /** Takes all steps and compares the latents after each. */
  private static void walk(Steps steps, float[] latents, float[][] expected) {
    RandomGenerator random = new Fresh();
    for (int i = 0; i < expected.length; i++) {
      steps.advance(i, latents, OUTPUTS[i], random);
      near(latents, expected[i]);
    }
    assertThat(steps.count()).isEqualTo(expected.length);
  }

  private static void near(float[] actual, float... expected) {
    assertThat(actual).containsExactly(expected, within(2e-5f));
  }

  /** Noise that is known. */
  private static final class Fresh implements RandomGenerator {
    private final Deque<Float> values = new ArrayDeque<>();
    private final RandomGenerator other = new SplittableRandom(1);

    Fresh() {
      for (float value : FRESH) {
        values.add(value);
      }
    }

    @Override
    public long nextLong() {
      return other.nextLong();
    }

    @Override
    public double nextGaussian() {
      return values.remove();
    }
  }
}
