/*
 * Surefoot lines: a balance board or a muscle sensor from an Arduino.
 *
 * It sends one line of text for each sample, so you can watch it in the Serial Monitor (115200 baud):
 *
 *   you type   ?   it answers   #ID,kind=board4,name=...      who it is
 *   you type   S   it sends     $B,17,1700000,10230,10110,9980,10005*4F
 *   you type   P   it stops
 *   you type   T   it takes the present load as zero (board only)
 *
 * 1. Choose WHAT_IT_IS below.   2. Check the pins.   3. Upload.   4. Board: calibrate (see README.md).
 *
 * Licence: Apache-2.0, as all of Surefoot.
 */

// ---------------------------------------------------------------- what it is: choose one

#define BALANCE_BOARD 1   // four load cells, each with its own HX711
#define MUSCLE_SENSOR 2   // one or more EMG sensors on analogue inputs

#define WHAT_IT_IS BALANCE_BOARD

const char NAME[] = "My board";   // shown in Surefoot; no commas, at most 40 letters

// ---------------------------------------------------------------- balance board: pins and calibration

#if WHAT_IT_IS == BALANCE_BOARD

// Corners in the order of the protocol, seen from above: top left, top right, bottom left, bottom right.
// "Top" is where the toes point.
const uint8_t CORNERS = 4;
const uint8_t DATA_PIN[CORNERS] = {4, 5, 6, 7};   // DT of each HX711
const uint8_t CLOCK_PIN = 3;                      // SCK of all four HX711, joined

// Counts of one gram for each corner; negative if a cell is mounted the other way round.
const float COUNTS_PER_GRAM[CORNERS] = {22.0, 22.0, 22.0, 22.0};

// 80 if the RATE pin of every HX711 is connected to its VCC, 10 if it is connected to GND (most modules).
const uint16_t RATE_HZ = 80;

// Distance between the middles of the cells, in millimetres: left to right, toes to heels.
const uint16_t WIDTH_MM = 433;
const uint16_t DEPTH_MM = 238;

// ---------------------------------------------------------------- muscle sensor: pins and scale

#elif WHAT_IT_IS == MUSCLE_SENSOR

const uint8_t SENSOR_PIN[] = {A0, A1};            // one for each sensor
const uint8_t SENSORS = sizeof(SENSOR_PIN);

// A line takes up to 40 bytes and 115200 baud carry 11,500 bytes a second: 250 lines a second are safe.
// Boards with USB of their own (Leonardo, Pico, ESP32-S3, UNO R4) may send 1000.
const uint16_t RATE_HZ = 250;

// Bits of the converter: 10 on UNO, Nano, Mega, Leonardo; 12 on Pico and ESP32.
const uint8_t BITS = 10;

// Microvolt at the electrode for one count: supply in microvolt / 2^bits / gain of the sensor.
// 5 V, 10 bit: Muscle BioAmp (gain 2420) 2.018, MyoWare 2.0 RAW (gain 200) 24.41.
const char UV_PER_COUNT[] = "2.018";

#else
#error "Set WHAT_IT_IS to BALANCE_BOARD or MUSCLE_SENSOR."
#endif

// ---------------------------------------------------------------- lines

const uint32_t BAUD = 115200;

char line[160];        // the longest line of the protocol
uint8_t length = 0;
bool streaming = false;
uint16_t sequence = 0; // number of the sample; a gap tells Surefoot that samples were lost

void beginLine(char kind, uint32_t now_us) {
  length = snprintf(line, sizeof(line), "$%c,%u,%lu", kind, sequence, (unsigned long)now_us);
}

void addNumber(long value) {
  length += snprintf(line + length, sizeof(line) - length, ",%ld", value);
}

void sendLine() {
  uint8_t checksum = 0;                                     // XOR of everything after the $
  for (uint8_t i = 1; i < length; i++) checksum ^= (uint8_t)line[i];
  snprintf(line + length, sizeof(line) - length, "*%02X\n", checksum);
  Serial.print(line);
}

// ---------------------------------------------------------------- balance board

#if WHAT_IT_IS == BALANCE_BOARD

// Opening the port restarts most Arduinos, perhaps with somebody on the board. So zero is taken only when
// asked for (T); Surefoot takes and keeps a zero of its own.
long zero[CORNERS] = {0, 0, 0, 0};
uint8_t tareLeft = 0;              // samples still to be averaged for the zero
long tareSum[CORNERS];
const uint8_t TARE_SAMPLES = 16;

void prepare() {
  pinMode(CLOCK_PIN, OUTPUT);
  digitalWrite(CLOCK_PIN, LOW);
  for (uint8_t i = 0; i < CORNERS; i++) pinMode(DATA_PIN[i], INPUT_PULLUP);
}

void sayWhoIAm() {
  Serial.print(F("#ID,kind=board4,name="));
  Serial.print(NAME);
  Serial.print(F(",fw=1.0,rate="));
  Serial.print(RATE_HZ);
  Serial.print(F(",unit=g,order=TL,TR,BL,BR,w="));
  Serial.print(WIDTH_MM);
  Serial.print(F(",d="));
  Serial.println(DEPTH_MM);
}

void tare() {
  tareLeft = TARE_SAMPLES;
  for (uint8_t i = 0; i < CORNERS; i++) tareSum[i] = 0;
}

// An HX711 pulls its data line low when a new value is ready; wait until all four are.
bool sampleIsReady() {
  for (uint8_t i = 0; i < CORNERS; i++)
    if (digitalRead(DATA_PIN[i]) == HIGH) return false;
  return true;
}

// Read all four at once: 24 bits, highest first, then one more clock for channel A with gain 128.
void readCells(long counts[]) {
  for (uint8_t i = 0; i < CORNERS; i++) counts[i] = 0;
  for (uint8_t bit = 0; bit < 25; bit++) {
    noInterrupts();                      // a clock that stays high for 60 us switches the HX711 off
    digitalWrite(CLOCK_PIN, HIGH);
    delayMicroseconds(1);
    digitalWrite(CLOCK_PIN, LOW);
    interrupts();
    delayMicroseconds(1);
    if (bit == 24) break;
    for (uint8_t i = 0; i < CORNERS; i++) counts[i] = (counts[i] << 1) | digitalRead(DATA_PIN[i]);
  }
  for (uint8_t i = 0; i < CORNERS; i++)
    if (counts[i] & 0x800000L) counts[i] -= 0x1000000L;     // 24-bit two's complement
}

void takeSample() {
  if (!sampleIsReady()) return;
  uint32_t now_us = micros();
  long counts[CORNERS];
  readCells(counts);
  if (tareLeft > 0) {
    tareLeft--;
    for (uint8_t i = 0; i < CORNERS; i++) {
      tareSum[i] += counts[i] / TARE_SAMPLES;
      if (tareLeft == 0) zero[i] = tareSum[i];
    }
  }
  if (streaming) {
    beginLine('B', now_us);
    for (uint8_t i = 0; i < CORNERS; i++) addNumber(lround((counts[i] - zero[i]) / COUNTS_PER_GRAM[i]));
    sendLine();
  }
  sequence++;
}

// ---------------------------------------------------------------- muscle sensor

#else

const uint32_t PERIOD_US = 1000000UL / RATE_HZ;
uint32_t due_us = 0;

void prepare() {
#if defined(ARDUINO_ARCH_RP2040) || defined(ARDUINO_ARCH_ESP32) || defined(ARDUINO_ARCH_RENESAS)
  analogReadResolution(BITS);
#endif
  due_us = micros();
}

void sayWhoIAm() {
  Serial.print(F("#ID,kind=emg,name="));
  Serial.print(NAME);
  Serial.print(F(",fw=1.0,rate="));
  Serial.print(RATE_HZ);
  Serial.print(F(",ch="));
  Serial.print(SENSORS);
  Serial.print(F(",bits="));
  Serial.print(BITS);
  Serial.print(F(",uv="));
  Serial.println(UV_PER_COUNT);
}

void tare() {}                            // nothing to take as zero

void takeSample() {
  uint32_t now_us = micros();
  if ((int32_t)(now_us - due_us) < 0) return;
  // When the loop was held up, the missed samples leave a gap in the numbers instead of going unnoticed.
  uint32_t missed = (now_us - due_us) / PERIOD_US;
  sequence += missed;
  due_us += (missed + 1) * PERIOD_US;
  if (streaming) {
    beginLine('E', now_us);
    for (uint8_t i = 0; i < SENSORS; i++) addNumber(analogRead(SENSOR_PIN[i]));
    sendLine();
  }
  sequence++;
}

#endif

// ---------------------------------------------------------------- start and run

void setup() {
  Serial.begin(BAUD);
  prepare();
}

void loop() {
  while (Serial.available() > 0) {
    switch (Serial.read()) {
      case '?': sayWhoIAm(); break;
      case 'S': streaming = true; break;
      case 'P': streaming = false; break;
      case 'T': tare(); break;
      default: break;                     // line ends and everything else
    }
  }
  takeSample();
}
