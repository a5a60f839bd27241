/*===- richards.c - The kernel of an operating system, simulated ----------===*\
 * What Martin Richards's benchmark is about: a scheduler runs the task of the
 * highest priority that can run, tasks hand packets to each other, wait for
 * them and are held. Short functions, called through pointers, follow pointers
 * and branch on what they find. Two totals of his are known for 10,000 turns of
 * the idle task, and are checked.
\*===----------------------------------------------------------------------===*/
#include "../kernel.h"

enum { TURNS = 10000, SENT = 23246, HELD = 9297 };
enum { BYTES = 4, LETTERS = 26 };

/* In the order in which they are made, from the lowest priority on. */
enum { IDLE, WORKER, HANDLER_A, HANDLER_B, DEVICE_A, DEVICE_B, NUM_TASKS };

typedef enum { FROM_DEVICE, FROM_WORKER } origin;

typedef struct packet {
  struct packet *next;
  int peer; /* Whom it goes to; once it is there, who sent it. */
  origin origin;
  int at; /* For devices a letter, else how many of the letters are done. */
  int letters[BYTES];
} packet;

typedef struct task task;
typedef struct system_state system_state;
/* What a task does when its turn comes, and who is next. */
typedef task *(*behaviour)(system_state *, packet *);

struct task {
  task *next; /* Of lower priority. */
  packet *inbox;
  behaviour behave;
  int id;
  int priority;
  int has_mail, is_waiting, is_held;
  /* Of the behaviour. */
  packet *work, *device_work;
  unsigned number, count;
};

struct system_state {
  task tasks[NUM_TASKS];
  packet packets[2 + 3 + 3];
  task *highest, *current;
  int num_packets, num_sent, num_held;
};

static packet *append(packet *queue, packet *last) {
  last->next = NULL;
  if (!queue)
    return last;
  packet *p = queue;
  while (p->next)
    p = p->next;
  p->next = last;
  return queue;
}

/* Calls to the system; each says who is next. */

static task *wait(system_state *s) {
  s->current->is_waiting = 1;
  return s->current;
}

static task *hold(system_state *s) {
  ++s->num_held;
  s->current->is_held = 1;
  return s->current->next;
}

static task *release(system_state *s, int id) {
  task *t = &s->tasks[id];
  t->is_held = 0;
  return t->priority > s->current->priority ? t : s->current;
}

static task *send(system_state *s, packet *p) {
  task *to = &s->tasks[p->peer];
  ++s->num_sent;
  p->peer = s->current->id;
  int was_empty = !to->inbox;
  to->inbox = append(to->inbox, p);
  if (!was_empty)
    return s->current;
  to->has_mail = 1;
  return to->priority > s->current->priority ? to : s->current;
}

/* Behaviours. */

/* Lets one of the devices go on, by a shift register with feedback. */
static task *be_idle(system_state *s, packet *p) {
  task *self = s->current;
  (void)p;
  if (--self->count == 0)
    return hold(s);
  int is_odd = self->number & 1;
  self->number >>= 1;
  if (!is_odd)
    return release(s, DEVICE_A);
  self->number ^= 0xd008;
  return release(s, DEVICE_B);
}

/* Fills packets with letters, for one handler and the other in turn. */
static task *be_worker(system_state *s, packet *p) {
  task *self = s->current;
  if (!p)
    return wait(s);
  self->number = self->number == HANDLER_A ? HANDLER_B : HANDLER_A;
  p->peer = (int)self->number;
  p->at = 0;
  for (int i = 0; i < BYTES; ++i) {
    self->count = self->count % LETTERS + 1;
    p->letters[i] = (int)self->count;
  }
  return send(s, p);
}

/* Hands letter after letter to its device, and the packet back when it is
   empty. */
static task *be_handler(system_state *s, packet *p) {
  task *self = s->current;
  if (p && p->origin == FROM_WORKER)
    self->work = append(self->work, p);
  else if (p)
    self->device_work = append(self->device_work, p);
  packet *work = self->work, *device_work = self->device_work;
  if (!work)
    return wait(s);
  if (work->at >= BYTES) {
    self->work = work->next;
    return send(s, work);
  }
  if (!device_work)
    return wait(s);
  self->device_work = device_work->next;
  device_work->at = work->letters[work->at++];
  return send(s, device_work);
}

/* Holds what it got until the idle task releases it, and hands it back. */
static task *be_device(system_state *s, packet *p) {
  task *self = s->current;
  if (p) {
    self->work = p;
    return hold(s);
  }
  if (!self->work)
    return wait(s);
  p = self->work;
  self->work = NULL;
  return send(s, p);
}

/* The scheduler, and what it starts from. */

static void schedule(system_state *s) {
  task *t = s->highest;
  while (t) {
    if (t->is_held || (t->is_waiting && !t->has_mail)) {
      t = t->next;
      continue;
    }
    packet *mail = NULL;
    if (t->is_waiting) {
      mail = t->inbox;
      t->inbox = mail->next;
      t->is_waiting = 0;
      t->has_mail = t->inbox != NULL;
    }
    s->current = t;
    t = t->behave(s, mail);
  }
}

static task *add_task(system_state *s, int id, behaviour behave) {
  task *t = &s->tasks[id];
  *t = (task){.id = id, .priority = id, .behave = behave, .next = s->highest,
              .is_waiting = id != IDLE};
  s->highest = t;
  return t;
}

static void add_packets(system_state *s, task *to, int peer, origin origin,
                        int count) {
  while (count-- > 0) {
    packet *p = &s->packets[s->num_packets++];
    *p = (packet){.peer = peer, .origin = origin};
    to->inbox = append(to->inbox, p);
  }
  to->has_mail = 1;
}

static void start(system_state *s) {
  s->highest = NULL;
  s->num_packets = s->num_sent = s->num_held = 0;
  task *idle = add_task(s, IDLE, be_idle);
  idle->number = 1;
  idle->count = TURNS;
  task *worker = add_task(s, WORKER, be_worker);
  worker->number = HANDLER_A;
  add_packets(s, worker, HANDLER_A, FROM_WORKER, 2);
  add_packets(s, add_task(s, HANDLER_A, be_handler), DEVICE_A, FROM_DEVICE, 3);
  add_packets(s, add_task(s, HANDLER_B, be_handler), DEVICE_B, FROM_DEVICE, 3);
  add_task(s, DEVICE_A, be_device);
  add_task(s, DEVICE_B, be_device);
}

int main(int argc, char **argv) {
  system_state *s = allocate(sizeof *s);
  long sent = 0, held = 0;
  for (int n = rounds(argc, argv, 600); n > 0; --n) {
    start(s);
    schedule(s);
    if (s->num_sent != SENT || s->num_held != HELD) {
      printf("richards: %d packets, held %d times\n", s->num_sent,
             s->num_held);
      return 1;
    }
    sent += s->num_sent;
    held += s->num_held;
  }
  printf("richards %ld %ld\n", sent, held);
  free(s);
  return 0;
}
