/*===- nbody.c - Gravity between five bodies ------------------------------===*\
 * Scalar floating point with square roots and divisions.
\*===----------------------------------------------------------------------===*/
#include "../kernel.h"

enum { Bodies = 5 };
struct body {
  double position[3], velocity[3], mass;
};

static struct body bodies[Bodies];

static void start(void) {
  for (int i = 0; i < Bodies; ++i) {
    struct body *body = &bodies[i];
    double radius = 1.0 + 3.0 * i;
    body->position[0] = radius * ((i & 1) ? 1 : -1);
    body->position[1] = 0.3 * i;
    body->position[2] = 0.1 * (i - 2);
    body->velocity[0] = 0.05 * i;
    body->velocity[1] = i ? sqrt(40.0 / radius) * ((i & 1) ? 1 : -1) : 0;
    body->velocity[2] = 0.01 * i;
    body->mass = i ? 0.02 / i : 40.0;
  }
}

static void step(double dt) {
  for (int i = 0; i < Bodies; ++i)
    for (int j = i + 1; j < Bodies; ++j) {
      double delta[3], distance2 = 0;
      for (int k = 0; k < 3; ++k) {
        delta[k] = bodies[i].position[k] - bodies[j].position[k];
        distance2 += delta[k] * delta[k];
      }
      double magnitude = dt / (distance2 * sqrt(distance2));
      for (int k = 0; k < 3; ++k) {
        bodies[i].velocity[k] -= delta[k] * bodies[j].mass * magnitude;
        bodies[j].velocity[k] += delta[k] * bodies[i].mass * magnitude;
      }
    }
  for (int i = 0; i < Bodies; ++i)
    for (int k = 0; k < 3; ++k)
      bodies[i].position[k] += dt * bodies[i].velocity[k];
}

static double energy(void) {
  double sum = 0;
  for (int i = 0; i < Bodies; ++i) {
    double speed2 = 0;
    for (int k = 0; k < 3; ++k)
      speed2 += bodies[i].velocity[k] * bodies[i].velocity[k];
    sum += 0.5 * bodies[i].mass * speed2;
    for (int j = i + 1; j < Bodies; ++j) {
      double distance2 = 0;
      for (int k = 0; k < 3; ++k) {
        double d = bodies[i].position[k] - bodies[j].position[k];
        distance2 += d * d;
      }
      sum -= bodies[i].mass * bodies[j].mass / sqrt(distance2);
    }
  }
  return sum;
}

int main(int argc, char **argv) {
  int steps = rounds(argc, argv, 20) * 100000;
  start();
  for (int i = 0; i < steps; ++i)
    step(0.001);
  /* Few digits: contraction of a * b + c differs between targets. */
  printf("nbody %.2f\n", energy());
  return 0;
}
